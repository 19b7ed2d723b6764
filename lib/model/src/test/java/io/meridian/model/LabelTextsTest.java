package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LabelTextsTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void isTheListOfWhatWasAdded() {
    RandomGenerator random = seed.random();
    List<String> expected = new ArrayList<>();
    LabelTexts.Builder builder = new LabelTexts.Builder();
    for (int i = 0; i < 1000; i++) {
      String text = "é".repeat(random.nextInt(4)) + random.nextInt(100);
      byte[] utf8 = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
      builder.add(utf8, 1, utf8.length - 1);
      expected.add(text);
    }
    builder.cut(900);
    LabelTexts texts = builder.build();

    assertThat(texts).containsExactlyElementsOf(expected.subList(0, 900));
    assertThat(texts.first(7)).isEqualTo(expected.subList(0, 7));
    assertThat(texts.first(901)).isSameAs(texts);
    assertThat(LabelTexts.of(expected.subList(0, 900))).isEqualTo(texts);
    assertThat(LabelTexts.of(texts)).isSameAs(texts);
    assertThat(builder.add("next").build()).containsExactly("next");
    assertThatThrownBy(() -> texts.get(900)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void comparesAsUnsignedBytes() {
    List<String> inOrder = List.of("", "a", "aa", "b", "z", "é", "\uff61", "\ud83d\ude00");
    LabelTexts texts = LabelTexts.of(inOrder);

    assertThat(texts.areAscending()).isTrue();
    assertThat(LabelTexts.of(List.of("b", "b")).areAscending()).isFalse();
    assertThat(LabelTexts.of(inOrder.reversed()).areAscending()).isFalse();
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < texts.size(); j++) {
        byte[] one = texts.get(i).getBytes(StandardCharsets.UTF_8);
        byte[] other = texts.get(j).getBytes(StandardCharsets.UTF_8);
        assertThat(Integer.signum(texts.compare(i, texts, j)))
            .isEqualTo(Integer.signum(Arrays.compareUnsigned(one, other)));
      }
    }
  }
}
