package io.meridian.service.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReloadTest {
  @TempDir Path folder;

  private final Reload reload = new Reload(new PrometheusRegistry());
  private final List<String> inPlace = new ArrayList<>();

  @Test
  void changesNothingWhenOneSourceIsWrong() {
    reload.add(() -> () -> inPlace.add("limits"));
    reload.add(() -> {
      throw new IllegalArgumentException("ring.json line 3: no endpoint; write one");
    });

    Reload.Outcome outcome = reload.now("a test");

    assertThat(outcome)
        .isEqualTo(new Reload.Outcome.Refused("ring.json line 3: no endpoint; write one"));
    assertThat(inPlace).isEmpty();
  }

  @Test
  void saysWhenOnlyAPartIsInPlace() {
    reload.add(() ->
        () -> {
          throw new IllegalStateException("the certificate is gone");
        });
    reload.add(() -> () -> inPlace.add("limits"));

    assertThat(reload.now("a test"))
        .isEqualTo(new Reload.Outcome.Partial("the certificate is gone"));
    assertThat(inPlace).containsExactly("limits");
  }

  @Test
  void readsAnewWhenAFileHasChanged() throws Exception {
    Path file = Files.writeString(folder.resolve("a.yaml"), "a: 1");
    reload.add(() -> () -> inPlace.add("read"));
    FileWatch watch = new FileWatch(reload, List.of(file), Duration.ofDays(1));
    watch.start();

    assertThat(watch.look()).isFalse();
    Files.writeString(file, "a: 2");
    assertThat(watch.look()).isTrue();
    assertThat(watch.look()).isFalse();
    Files.delete(file);
    assertThat(watch.look()).isTrue();

    assertThat(inPlace).containsExactly("read", "read");
    watch.stop();
  }
}
