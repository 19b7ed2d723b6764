package io.meridian.cluster.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.config.ConfigException;
import io.meridian.config.ConfigFile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RingFileTest {
  private static final String FILE =
      """
      [
        {
          "hashring": "reds",
          "tenants": ["team-red", "team-pink"],
          "endpoints": ["r0:10901", "r1:10901"]
        },
        {
          "hashring": "globs",
          "tenants": ["dev-*"],
          "tenant_matcher_type": "glob",
          "algorithm": "hashmod",
          "endpoints": [{"address": "g0:10901", "az": "a"}, {"address": "g1:10901", "az": "b"}]
        },
        {
          "external_labels": {"ring": "rest"},
          "endpoints": [{"address": "e0:10901", "capnproto_address": "e0:19391"}, "e1:10901"]
        }
      ]
      """;

  private static TenantRings read(String file) {
    return new RingFile(RingAlgorithm.KETAMA, 2).read(ConfigFile.of("rings.json", file));
  }

  @ParameterizedTest
  @CsvSource({
    "team-red, r0:10901",
    "team-pink, r0:10901",
    "dev-eu, g0:10901",
    "devs, e0:10901",
    "x, e0:10901"
  })
  void givesATenantTheFirstRingThatTakesIt(String tenant, String firstEndpoint) {
    TenantRing ring = read(FILE).of(tenant).orElseThrow();

    assertThat(ring.ring().endpoints().getFirst().address()).isEqualTo(firstEndpoint);
  }

  @Test
  void readsWhatARingSays() {
    TenantRings rings = read(FILE);

    assertThat(rings.rings()).extracting(TenantRing::name).containsExactly("reds", "globs", "");
    assertThat(rings.rings().get(0).ring()).isInstanceOf(KetamaRing.class);
    assertThat(rings.rings().get(1).ring()).isInstanceOf(HashmodRing.class);
    assertThat(rings.rings().get(1).ring().endpoints()).contains(new Endpoint("g1:10901", "b"));
    assertThat(rings.rings().get(2).externalLabels()).isEqualTo(Map.of("ring", "rest"));
  }

  @Test
  void hasNoRingForATenantThatNoneTakes() {
    assertThat(read("[{\"tenants\": [\"a\"], \"endpoints\": [\"x:1\", \"y:1\"]}]").of("b"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | has no hashring",
        "[{\"endpoints\": []}] | has no endpoint",
        "[{\"endpoints\": [\"x:1\"]}] | 1 endpoints cannot keep 2 copies",
        "[{\"endpoints\": [\"x:1\", \"x:1\"]}] | x:1 twice",
        "[{\"endpoint\": [\"x:1\"]}] | did you mean endpoints?",
        "[{\"endpoints\": [\"x:1\", \"y:1\"], \"algorithm\": \"ketma\"}] | did you mean ketama?",
        "[{\"endpoints\": [\"x:1\", \"y:1\"], \"tenants\": [\"[a\"], \"tenant_matcher_type\": \"glob\"}] | is not whole",
        "[{\"endpoints\": [\"x:1\", \"y:1\"], \"shuffle_sharding_config\": {\"shard_size\": 1}}] | cannot keep 2 copies",
        "[{\"endpoints\": [\"x:1\", \"y:1\"], \"algorithm\": \"hashmod\", \"shuffle_sharding_config\": {\"shard_size\": 2}}] | only rings of the algorithm ketama",
        "[{\"endpoints\": [\"x:1\", \"y:1\"], \"shuffle_sharding_config\": {\"overrides\": [{\"shard_size\": 2}]}}] | names no tenant",
      })
  void saysWhatIsWrong(String file, String finding) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("rings.json")
        .hasMessageContaining(finding);
  }
}
