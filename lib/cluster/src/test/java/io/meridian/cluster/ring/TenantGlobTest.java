package io.meridian.cluster.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantGlobTest {
  @ParameterizedTest
  @CsvSource({
    "team-*, team-red, true",
    "team-*, team-, true",
    "team-*, steam-red, false",
    "*-prod, a-prod-prod, true",
    "*-prod, a-prod-dev, false",
    "*a*b*, xxaxxbxx, true",
    "*a*b*, xxbxxaxx, false",
    "t?, tö, true",
    "t?, t, false",
    "t?, txx, false",
    "[a-c]x, bx, true",
    "[a-c]x, dx, false",
    "[^a-c]x, dx, true",
    "[^a-c]x, ax, false",
    "[a\\-c]x, -x, true",
    "[a\\-c]x, bx, false",
    "[xa-c]*, c1, true",
    "\\*, *, true",
    "\\*, a, false",
    "exact, exact, true",
    "exact, exactly, false",
    "**, anything, true",
  })
  void matchesAsGoDoes(String pattern, String tenant, boolean matches) {
    assertThat(new TenantGlob(pattern).matches(tenant)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "[a", "[a-", "[]", "[]a]", "[-a]", "[a-]", "a\\", "[a\\", "[^]"})
  void refusesWhatIsNotWhole(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TenantGlob(pattern))
        .withMessageContaining("the tenant pattern " + pattern + " is not whole");
  }
}
