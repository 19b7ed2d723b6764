package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AsideTest {
  @Test
  void givesWhatTheWorkGivesOrThrowsWhatItThrew() {
    assertThat(Aside.begin("gives", () -> 7).await()).isEqualTo(7);

    Aside<Integer> failing =
        Aside.begin(
            "fails",
            () -> {
              throw new InvalidRequestException("no");
            });
    assertThatThrownBy(failing::await).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(failing::awaitItsEnd).isInstanceOf(InvalidRequestException.class);
    assertThat(failing.abandon()).isEmpty();
  }

  @Test
  void leavesTheWorkAloneWhenItsCallerIsInterrupted() {
    CountDownLatch open = new CountDownLatch(1);
    Aside<String> work = Aside.begin("waits", () -> waited(open, "done", "cut"));

    Thread.currentThread().interrupt();
    assertThatThrownBy(work::await).isInstanceOf(UnavailableException.class);
    open.countDown();

    assertThat(work.awaitItsEnd()).isEqualTo("done");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void givesWhatAbandonedWorkHadOpenedToAThreadThatIsInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    Aside<String> work = Aside.begin("waits", () -> waited(never, "done", "opened"));

    Thread.currentThread().interrupt();

    assertThat(work.abandon()).contains("opened");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static String waited(CountDownLatch latch, String then, String interrupted) {
    try {
      latch.await();
      return then;
    } catch (InterruptedException e) {
      return interrupted;
    }
  }
}
