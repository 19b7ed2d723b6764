package io.meridian.storeapi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.meridian.api.hints.Block;
import io.meridian.api.thanos.LabelNamesResponse;
import io.meridian.api.thanos.LabelValuesResponse;
import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelTexts;
import io.meridian.testkit.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Held against the messages that are generated of the contract. */
class LabelMessageTest {
  @RegisterExtension final Seed seed = new Seed();

  private List<String> texts(int count) {
    RandomGenerator random = seed.random();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add("ü".repeat(random.nextInt(1, 4)) + "x".repeat(random.nextInt(300)) + i);
    }
    return texts;
  }

  @Test
  void writesWhatTheGeneratedMessagesHave() {
    Any hints = Any.pack(Block.newBuilder().setId("01M7YHNWYXP7QP06DYCYKFHGA9").build());
    List<String> texts = texts(500);
    LabelMessage message =
        new LabelMessage(LabelTexts.of(texts), List.of("one", "zwölf"), Optional.of(hints));

    assertThat(message.frame().bytes())
        .isEqualTo(
            LabelValuesResponse.newBuilder()
                .addAllValues(texts)
                .addWarnings("one")
                .addWarnings("zwölf")
                .setHints(hints)
                .build()
                .toByteArray());
    assertThat(LabelMessage.NOTHING.frame().bytes()).isEmpty();
  }

  @Test
  void readsWhatTheGeneratedMessagesHave() {
    List<String> texts = texts(500);
    LabelNamesResponse response =
        LabelNamesResponse.newBuilder()
            .addAllNames(texts)
            .addNames("")
            .addWarnings("zwölf")
            .setHints(Any.newBuilder().setValue(ByteString.copyFromUtf8("any")))
            .build();

    LabelMessage message = LabelMessage.read("store", new Frame(response.toByteArray()));

    assertThat(message.texts()).isEqualTo(texts); // an empty name is none
    assertThat(message.warnings()).containsExactly("zwölf");
  }

  @Test
  void readsAnythingOrSaysThatItIsNoMessage() {
    RandomGenerator random = seed.random();
    byte[] whole =
        LabelNamesResponse.newBuilder()
            .addAllNames(texts(40))
            .addWarnings("zwölf")
            .build()
            .toByteArray();
    int refused = 0;
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (length > 0) {
        cut[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        LabelMessage read = LabelMessage.read("store", new Frame(cut));
        read.texts().forEach(text -> assertThat(text).isNotEmpty());
      } catch (CorruptDataException e) {
        assertThat(e).hasMessageContaining("labels of store");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void readsManyShortTextsBehindLongOnes() {
    List<String> texts = new ArrayList<>(texts(10));
    for (int i = 0; i < 10_000; i++) {
      texts.add("x");
    }
    byte[] message = LabelNamesResponse.newBuilder().addAllNames(texts).build().toByteArray();

    assertThat(LabelMessage.read("store", new Frame(message)).texts()).isEqualTo(texts);
  }
}
