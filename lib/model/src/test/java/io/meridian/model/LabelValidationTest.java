package io.meridian.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Seed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabelValidationTest {
  @RegisterExtension final Seed seed = new Seed();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\1a|2|the length of a label value was expected, the bytes end",
        "\\1|0|a label name of 1 bytes, only 0 follow",
        "\\1a\\5b|2|a label value of 5 bytes, only 1 follow",
        "\\0\\1b|0|a label name must not be empty",
        "\\1a\\0|2|a label value must not be empty",
        "\\1b\\1x\\1a\\1y|5|label names must ascend, this one does not follow the one before",
        "\\1a\\1x\\1a\\1y|5|label names must ascend, this one does not follow the one before",
        "\\81\\0a\\1b|0|the length of a label name is not written in the fewest bytes",
        "\\ff\\ff\\ff\\ff\\7f|0|a label name of 34359738367 bytes, only 0 follow",
        "\\ff\\ff\\ff\\ff\\ff\\1|0|the length of a label name is longer than five bytes",
        "\\80|1|the length of a label name was expected, the bytes end",
        "\\1\\ff\\1b|1|a label name is not valid UTF-8",
        "\\1a\\2\\c0\\80|3|a label value is not valid UTF-8",
        "\\1a\\3\\ed\\a0\\80|3|a label value is not valid UTF-8",
        "\\1a\\4x\\e2\\82x|4|a label value is not valid UTF-8",
      })
  void findsEveryDepartureFromTheForm(String packed, int offset, String finding) {
    byte[] bytes = decode(packed);
    byte[] amid = new byte[bytes.length + 6];
    Arrays.fill(amid, (byte) 1);
    System.arraycopy(bytes, 0, amid, 3, bytes.length);

    assertThatThrownBy(() -> PackedLabels.validate(amid, 3, 3 + bytes.length, "series"))
        .isInstanceOfSatisfying(
            CorruptDataException.class,
            e -> {
              assertThat(e.object()).isEqualTo("series");
              assertThat(e.offset()).isEqualTo(offset);
            })
        .hasMessageContaining(finding);
  }

  private static byte[] decode(String text) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\\') {
        bytes.append(text.charAt(i));
        continue;
      }
      // One digit below 7, two from 70 on.
      int digits = text.charAt(i + 1) >= '7' ? 2 : 1;
      bytes.append((char) Integer.parseInt(text.substring(i + 1, i + 1 + digits), 16));
      i += digits;
    }
    return bytes.toString().getBytes(ISO_8859_1);
  }

  @Test
  void whatPassesIsCanonical() {
    RandomGenerator random = seed.random();
    RandomLabels make = new RandomLabels(random);
    int passed = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = Labels.of(make.map()).packed().clone();
      for (int changes = random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            random.nextBoolean()
                ? (byte) (bytes[at] + random.nextInt(3) - 1)
                : (byte) random.nextInt();
      }
      bytes = Arrays.copyOf(bytes, bytes.length - (bytes.length > 0 ? random.nextInt(2) : 0));
      try {
        PackedLabels.validate(bytes, 0, bytes.length, "series");
      } catch (CorruptDataException e) {
        continue;
      }

      assertThat(Labels.of(Labels.ofPacked(bytes).toMap()).packed()).isEqualTo(bytes);
      passed++;
    }
    assertThat(passed).isGreaterThan(10_000);
  }

  @Test
  void findsInvalidUtf8WhereTheJavaDecoderDoes() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new RandomLabels(random).text(8).getBytes(UTF_8);
      if (random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(0x70, 0x100);
      }
      int from = random.nextInt(bytes.length);

      assertThat(Utf8.firstInvalid(bytes, from, bytes.length) < 0)
          .as(Arrays.toString(bytes))
          .isEqualTo(decodes(bytes, from));
    }
  }

  private static boolean decodes(byte[] bytes, int from) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
