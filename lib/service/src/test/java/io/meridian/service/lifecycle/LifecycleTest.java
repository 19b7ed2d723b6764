package io.meridian.service.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
  private static final Lifecycle.Times AT_ONCE =
      new Lifecycle.Times(Duration.ZERO, Duration.ofSeconds(10));

  private final List<String> events = new ArrayList<>();
  private final Readiness readiness = new Readiness();

  /** Writes down what is done with it. */
  private class Noted implements Part {
    private final String name;

    Noted(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void start() throws IOException, InterruptedException {
      note("start");
    }

    @Override
    public void drain(Duration grace) throws IOException, InterruptedException {
      assertThat(grace).isPositive();
      note("drain");
    }

    @Override
    public void stop() throws IOException, InterruptedException {
      note("stop");
    }

    void note(String what) {
      events.add(what + " " + name + (readiness.obstacles().isEmpty() ? " ready" : ""));
    }
  }

  @Test
  void endsInReverseAfterItIsNotReady() {
    Lifecycle[] lifecycle = new Lifecycle[1];
    Part last =
        new Noted("http") {
          @Override
          public void start() throws IOException, InterruptedException {
            super.start();
            lifecycle[0].stop();
          }
        };
    lifecycle[0] = new Lifecycle("test", List.of(new Noted("store"), last), readiness, AT_ONCE);

    assertThat(lifecycle[0].run()).isZero();
    assertThat(events)
        .containsExactly(
            "start store", "start http", "drain http", "drain store", "stop http", "stop store");
    assertThat(readiness.obstacles()).containsEntry("end", "the process ends");
  }

  @Test
  void stopsWhatStartedWhenAPartDoesNot() {
    Part broken =
        new Noted("broken") {
          @Override
          public void start() throws IOException {
            throw new IOException("no disk");
          }
        };

    int code =
        new Lifecycle(
                "test", List.of(new Noted("store"), broken, new Noted("http")), readiness, AT_ONCE)
            .run();

    assertThat(code).isEqualTo(1);
    assertThat(events).containsExactly("start store", "drain store", "stop store");
    assertThat(readiness.obstacles()).containsKey("start");
  }

  @Test
  void stopsTheOthersWhenAPartFailsAtItsEnd() {
    Lifecycle[] lifecycle = new Lifecycle[1];
    Part stubborn =
        new Noted("stubborn") {
          @Override
          public void start() {
            lifecycle[0].stop();
          }

          @Override
          public void stop() {
            throw new IllegalStateException("stuck");
          }
        };
    lifecycle[0] = new Lifecycle("test", List.of(new Noted("store"), stubborn), readiness, AT_ONCE);

    assertThat(lifecycle[0].run()).isEqualTo(1);
    assertThat(events).contains("stop store");
  }
}
