package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryContext;
import io.meridian.storeapi.serve.CallGate;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CallTurnsTest {
  @Test
  void letsOthersWaitUntilATurnIsOver() throws InterruptedException {
    CallTurns turns = new CallTurns(1);
    CountDownLatch entered = new CountDownLatch(1);
    Thread second;
    try (CallGate.Turn _ = turns.enter(QueryContext.unlimited())) {
      second =
          Thread.startVirtualThread(() -> {
            try (CallGate.Turn _ = turns.enter(QueryContext.unlimited())) {
              entered.countDown();
            }
          });
      while (turns.waiting() == 0) {
        Thread.onSpinWait();
      }

      assertThat(turns.running()).isEqualTo(1);
      assertThat(entered.getCount()).isEqualTo(1);
    }
    second.join();

    assertThat(entered.getCount()).isZero();
    assertThat(turns.running()).isZero();
    assertThat(turns.waiting()).isZero();
  }

  @Test
  void endsTheWaitOfWhoIsGone() {
    CallTurns turns = new CallTurns(1);
    QueryContext gone = QueryContext.unlimited();
    gone.cancel();
    try (CallGate.Turn _ = turns.enter(QueryContext.unlimited())) {
      assertThatThrownBy(() -> turns.enter(gone)).isInstanceOf(QueryCancelledException.class);

      assertThat(turns.waiting()).isZero();
    }
    turns.enter(QueryContext.unlimited()).close();
    assertThat(turns.running()).isZero();
  }
}
