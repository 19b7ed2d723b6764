package io.meridian.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiTimeTest {
  @ParameterizedTest
  @CsvSource({
    "4, 4000",
    "1435781430.781, 1435781430781",
    "1435781430.7816, 1435781430782",
    "-1.5, -1500",
    "1e9, 1000000000000",
    "1970-01-01T00:00:01.5Z, 1500",
    "1970-01-01T01:00:00+01:00, 0"
  })
  void readsInstants(String text, long millis) {
    assertThat(ApiTime.instant("time", text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e20",
        "+Inf",
        "1e999",
        "+292309154-04-30T19:12:54Z",
        "292277025-08-18T07:12:54.999999999Z"
      })
  void takesWhatIsTooFarAwayForTheLastInstant(String text) {
    assertThat(ApiTime.instant("time", text)).isBetween(ApiTime.LAST / 2, ApiTime.LAST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "nan", "-Inf", "-1e300", "-292273086-05-16T16:47:06Z"})
  void takesNoNumberAndWhatIsTooEarlyForTheFirstInstant(String text) {
    assertThat(ApiTime.instant("time", text)).isBetween(ApiTime.FIRST, ApiTime.FIRST / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "1f", "2d", " 1", "1 ", "2026-13-01T00:00:00Z"})
  void refusesOtherInstants(String text) {
    assertThatThrownBy(() -> ApiTime.instant("invalid parameter \"time\"", text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith(
            "invalid parameter \"time\": cannot parse \"" + text + "\" to a valid timestamp");
  }

  @ParameterizedTest
  @CsvSource({"15, 15000", "0.0001, 1", "5m, 300000", "1h30m, 5400000", "0, 0", "-1, -1000"})
  void readsDurations(String text, long millis) {
    assertThat(ApiTime.duration("step", text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "5 m", "1h * 2", "NaN", "1e300", "\"5m\""})
  void refusesOtherDurations(String text) {
    assertThatThrownBy(() -> ApiTime.duration("step", text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("step: cannot parse");
  }

  @Test
  void answersHugeExponentsAtOnce() {
    assertThat(ApiTime.instant("time", "1e-999999999")).isZero();
    assertThat(ApiTime.duration("step", "1e-999999999")).isZero();
  }

  @Test
  void refusesMoreThanElevenThousandPoints() {
    assertThat(ApiTime.range(0, 11_000_000, 1000).end()).isEqualTo(11_000_000);
    assertThatThrownBy(() -> ApiTime.range(0, 11_001_000, 1000))
        .hasMessageStartingWith("exceeded maximum resolution of 11,000 points per timeseries");
  }
}
