package io.meridian.querier.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EscapedNameTest {
  @ParameterizedTest
  @CsvSource({
    "job, job",
    "__name__, __name__",
    "U__a_2e_b, a.b",
    "U__http__status_3a_sum, http_status:sum",
    "U___1f600_, 😀",
    "U__a_2e, U__a_2e",
    "U__a_zz_, U__a_zz_",
    "U__a_d800_, U__a_d800_",
    "U__a_1234567_, U__a_1234567_"
  })
  void readsNamesThatPathsHaveNoPlaceFor(String escaped, String name) {
    assertThat(EscapedName.of(escaped)).isEqualTo(name);
  }
}
