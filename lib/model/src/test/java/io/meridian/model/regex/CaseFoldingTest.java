package io.meridian.model.regex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rings of variants as Unicode's CaseFolding.txt (statuses C and S) gives them. */
final class CaseFoldingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Aa",
        "Kk\u212a",
        "Ss\u017f",
        "Σςσ",
        "ßẞ",
        "Åå\u212b",
        "Θθϑϴ",
        "Ωω\u2126",
        "Ββϐ",
        "µΜμ",
        "ǄǅǆǄ",
        "Ꭰꭰ",
        "Ⅷⅷ",
        "ЖжЖ",
        "𐐀𐐨",
        "\u0345Ιι\u1fbe",
        "Тᲄᲅт",
        "ÿŸ",
        "İ",
        "ı",
        "1",
        "日"
      })
  void ringsHoldAllVariantsAndNothingElse(String variants) {
    int[] expected = variants.codePoints().sorted().distinct().toArray();

    RuneSet folded = RuneSet.of(variants.codePointAt(0)).folded();

    assertThat(folded.size()).isEqualTo(expected.length);
    for (int rune : expected) {
      assertThat(folded.contains(rune)).isTrue();
    }
  }
}
