package io.meridian.service.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.config.ConfigException;
import io.meridian.config.ConfigFile;
import io.meridian.model.Labels;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelabellingTest {
  private static final Labels LABELS =
      Labels.of("cluster", "eu-1", "replica", "a", "team", "Red", "same", "eu-1");

  private static Optional<Labels> apply(String rules) {
    return Relabelling.read(ConfigFile.of("rules", rules)).apply(LABELS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{action: keep, source_labels: [cluster], regex: eu-.} | true",
        "{action: keep, source_labels: [cluster], regex: eu} | false",
        "{action: drop, source_labels: [cluster, replica], regex: eu-1;a} | false",
        "{action: drop, source_labels: [nosuch], regex: .+} | true",
        "{action: keepequal, source_labels: [cluster], target_label: same} | true",
        "{action: keepequal, source_labels: [cluster], target_label: team} | false",
        "{action: dropequal, source_labels: [cluster], target_label: same} | false",
      })
  void keepsAndDrops(String rule, boolean kept) {
    Optional<Labels> left = apply("[" + rule + "]");

    assertThat(left.isPresent()).isEqualTo(kept);
    left.ifPresent(labels -> assertThat(labels).isEqualTo(LABELS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{source_labels: [cluster], regex: '(.*)-(.*)', target_label: zone, replacement:"
            + " '${2}/$1'} | zone | 1/eu",
        "{source_labels: [cluster], target_label: copy} | copy | eu-1",
        "{source_labels: [cluster], regex: us-.*, target_label: copy} | copy | ",
        "{source_labels: [nosuch], target_label: team} | team | ",
        "{target_label: '$1', source_labels: [replica], replacement: x} | a | x",
        "{action: lowercase, source_labels: [team], target_label: team} | team | red",
        "{action: uppercase, source_labels: [team], target_label: team} | team | RED",
        "{action: labelmap, regex: 'clus(.*)', replacement: 'x_$1'} | x_ter | eu-1",
        "{action: labeldrop, regex: te.*} | team | ",
        "{action: labelkeep, regex: te.*} | cluster | ",
      })
  void changesLabels(String rule, String name, String value) {
    Labels labels = apply("[" + rule + "]").orElseThrow();

    assertThat(labels.get(name)).isEqualTo(Optional.ofNullable(value));
  }

  /** The last eight bytes of MD5("eu-1") are 4f1a7e7e04fcbc2a, as {@code md5sum} says. */
  @Test
  void sharesOutByHash() {
    String rule =
        "{action: hashmod, source_labels: [cluster], target_label: shard, modulus: 1000000}";

    Labels labels = apply("[" + rule + "]").orElseThrow();

    assertThat(labels.get("shard")).hasValue("435178");
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> apply("[{action: replace}, {action: hashmod, target_label: a}]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("target_label")
        .hasMessageContaining("modulus");
  }
}
