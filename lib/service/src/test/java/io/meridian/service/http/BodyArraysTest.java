package io.meridian.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodyArraysTest {
  private final BodyArrays arrays = new BodyArrays();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "8192, 8192",
    "8193, 16384",
    "16384, 16384",
    "16385, 32768",
    "140000, 262144",
    "524288, 524288",
    "524289, 524289",
    "2147483647, 2147483647"
  })
  void roundsUsualLengthsUp(int bytes, int length) {
    assertThat(BodyArrays.length(bytes)).isEqualTo(length);
  }

  @Test
  void givesAnArrayToTheNextOfItsLength() {
    byte[] array = arrays.take(1 << 16);
    assertThat(arrays.take(1 << 16)).isNotSameAs(array).hasSize(1 << 16);

    arrays.give(array);

    assertThat(arrays.take(1 << 15)).hasSize(1 << 15);
    assertThat(arrays.take(1 << 16)).isSameAs(array);
    assertThat(arrays.take(1 << 16)).isNotSameAs(array);
  }

  @Test
  void keepsNoArraysOfUnusualLength() {
    for (int length : List.of(0, 1, 1 << 13, (1 << 14) + 1, (1 << 19) + 1, 1 << 20)) {
      byte[] array = arrays.take(length);
      arrays.give(array);

      assertThat(arrays.take(length)).hasSize(length).isNotSameAs(array);
    }
  }

  @Test
  void keepsFourMebibytes() {
    for (int i = 0; i < 10; i++) {
      byte[] given = new byte[1 << 19];
      given[0] = 1;
      arrays.give(given);
    }

    int kept = 0;
    for (int i = 0; i < 10; i++) {
      kept += arrays.take(1 << 19)[0];
    }
    assertThat(kept).isEqualTo(8);
  }
}
