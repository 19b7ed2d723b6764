package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReplacementTest {
  record Store(Duration retention, @Default("none") String note) {}

  record Settings(Store store, List<String> labels, Optional<String> name) {}

  private static Settings bound(String yaml, Replacement... replacements) {
    return ConfigFile.of("a.yaml", yaml)
        .replacing(List.of(replacements))
        .bind(Settings.class)
        .value();
  }

  private static Replacement retention(String text) {
    return new Replacement("--retention", List.of("store", "retention"), List.of(text), false);
  }

  @Test
  void goesBeforeTheFileAndLeavesTheRest() {
    String yaml = "name: n\nstore:\n  note: kept\n  retention: 1h\n";

    assertThat(bound(yaml, retention("2h")))
        .isEqualTo(
            new Settings(new Store(Duration.ofHours(2), "kept"), List.of(), Optional.of("n")));
    assertThat(bound("", retention("2h")).store().note()).isEqualTo("none");
  }

  @Test
  void takesDollarsAsTheyAre() {
    Replacement labels =
        new Replacement("--label", List.of("labels"), List.of("${NOT_SET}", ""), true);

    assertThat(bound("", retention("2h"), labels).labels()).containsExactly("${NOT_SET}", "");
  }

  @Test
  void isNamedInErrors() {
    assertThatThrownBy(() -> bound("store:\n  note: a\n", retention("x")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--retention: expected a duration such as 30s or 1h30m, found \"x\"; correct the value");
  }

  @Test
  void leavesAFileThatIsNoMappingToItsError() {
    assertThatThrownBy(() -> bound("store: 7\n", retention("2h")))
        .hasMessageContaining("a.yaml:1:8: store: expected keys with values");
  }
}
