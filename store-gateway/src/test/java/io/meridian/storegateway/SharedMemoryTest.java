package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.LimitExceededException;
import io.meridian.service.budget.ByteBudget;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class SharedMemoryTest {
  private static final long MEBI = 1 << 20;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ByteBudget budget = new ByteBudget("calls", 100 * MEBI, 10);

  @Test
  @Timeout(120)
  void letsTwoLargeCallsRunAndGrowWhileAThirdWaits() throws InterruptedException {
    SharedMemory one = new SharedMemory(budget);
    SharedMemory two = new SharedMemory(budget);
    SharedMemory three = new SharedMemory(budget);
    one.ensure(10 * MEBI);
    two.ensure(30 * MEBI);
    assertThat(budget.usage().held()).isEqualTo(80 * MEBI);

    Thread third = Thread.ofVirtual().start(() -> three.ensure(3 * MEBI));
    while (budget.usage().waiting() == 0) {
      Thread.onSpinWait();
    }
    one.ensure(45 * MEBI);
    assertThat(budget.usage().held()).isEqualTo(85 * MEBI);

    one.close();
    assertThat(third.join(LONG)).isTrue();
    assertThat(budget.usage().held()).isEqualTo(80 * MEBI);
    two.close();
    three.close();
    assertThat(budget.usage().held()).isZero();
  }

  @Test
  void takesLittleForSmallCalls() {
    SharedMemory[] calls = new SharedMemory[20];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = new SharedMemory(budget);
      calls[i].ensure(MEBI);
    }

    assertThat(budget.usage().held()).isEqualTo(40 * MEBI);
    assertThat(budget.usage().waiting()).isZero();
  }

  @Test
  void refusesWhatThereWillNeverBe() {
    try (SharedMemory call = new SharedMemory(budget)) {
      assertThatThrownBy(() -> call.ensure(101 * MEBI)).isInstanceOf(LimitExceededException.class);
    }
    assertThat(budget.usage().held()).isZero();
  }
}
