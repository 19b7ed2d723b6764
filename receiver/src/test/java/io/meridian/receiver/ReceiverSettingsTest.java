package io.meridian.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.config.ConfigException;
import io.meridian.service.flag.FlagSet;
import io.meridian.tsdb.chunk.ChunkFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceiverSettingsTest {
  private static ReceiverSettings read(String... flags) {
    return switch (new FlagSet<>(ReceiverSettings.class).read(List.of(flags))) {
      case FlagSet.Request.Run<ReceiverSettings> run -> run.settings();
      case FlagSet.Request<ReceiverSettings> other -> throw new AssertionError(other);
    };
  }

  @Test
  void watchesEveryFileThatMayChange() {
    List<String> flags =
        List.of(
            "receive.limits-config-file",
            "receive.relabel-config-file",
            "receive.hashrings-file",
            "remote-write.server-tls-cert",
            "remote-write.server-tls-key",
            "grpc-server-tls-cert",
            "grpc-server-tls-key");

    ReceiverSettings settings =
        read(flags.stream().map(flag -> "--" + flag + "=/etc/" + flag).toArray(String[]::new));

    assertThat(settings.watched())
        .containsExactlyInAnyOrderElementsOf(
            flags.stream().map(flag -> Path.of("/etc/" + flag)).toList());
  }

  @Test
  void keepsStartTimestampsOutOfBlocksUnlessToldOtherwise() {
    ReceiverSettings other = read("--tsdb.start-timestamps-in-blocks");

    assertThat(read().config(new ArrayList<>()).store().blocks()).isEqualTo(ChunkFormat.COMPATIBLE);
    assertThat(other.config(new ArrayList<>()).store().blocks()).isEqualTo(ChunkFormat.START_TIMES);
  }

  @Test
  void keepsBlocksOfLateSamplesApartUnlessToldOtherwise() {
    ReceiverSettings other = read("--no-tsdb.label-late-blocks");

    assertThat(read().config(new ArrayList<>()).store().labelsLate()).isTrue();
    assertThat(other.config(new ArrayList<>()).store().labelsLate()).isFalse();
  }

  @Test
  void keepsTheLabelOfLateBlocksForThem() {
    assertThatThrownBy(() -> read("--label=meridian_late=\"1\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("meridian_late")
        .hasMessageContaining("choose another name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receive.limits-config",
        "receive.relabel-config",
        "receive.hashrings",
        "objstore.config"
      })
  void takesATextOrAFileAndNotBoth(String flag) {
    assertThatThrownBy(() -> read("--" + flag + "=x", "--" + flag + "-file=/etc/x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("_file")
        .hasMessageContaining("give one of them");
  }
}
