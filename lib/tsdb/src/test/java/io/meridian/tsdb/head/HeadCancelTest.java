package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryContext;
import io.meridian.model.QueryTimeoutException;
import io.meridian.model.SelectHints;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions to a head end with their query, wherever they are. */
final class HeadCancelTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final List<Matcher> SOME = List.of(Matcher.of(MatchType.REGEX, "pod", ".*7.*"));

  private final Head head = new Head(HeadOptions.DEFAULT);

  @BeforeEach
  void fill() {
    RequestBytes request = new RequestBytes();
    for (int i = 0; i < 6000; i++) {
      request.label("job", "j" + i % 50).label("pod", "p" + i).sample(NOW, i).endSeries();
    }
    byte[] body = request.take();
    WriteBatch batch = new WriteBatch();
    new RemoteWriteDecoder().decode(body, 0, body.length, batch);
    AppendOutcomes outcomes = new AppendOutcomes();
    head.append(batch, NOW, outcomes);
    assertThat(outcomes.successes()).isEqualTo(6000);
  }

  @Test
  void endsAtEachLookAtTheClock() {
    endsEverywhere(context -> select(context));
    endsEverywhere(context -> head.labelNames(SOME, TimeRange.ALL, 0, context));
    endsEverywhere(context -> head.labelValues("job", SOME, TimeRange.ALL, 0, context));
  }

  @Test
  void answersNothingToACancelledQueryAndGoesOnForOthers() {
    QueryContext context = QueryContext.unlimited();
    context.cancel();

    assertThatThrownBy(() -> select(context)).isInstanceOf(QueryCancelledException.class);
    assertThat(head.labelValues("job", SOME, TimeRange.ALL, 0, QueryContext.unlimited()).values())
        .hasSize(50);
  }

  private void select(QueryContext context) {
    head.select(SOME, SelectHints.of(TimeRange.ALL), context).close();
  }

  /** Counts how often a question looks at the clock, then ends it at each of these looks. */
  private static void endsEverywhere(Consumer<QueryContext> question) {
    AtomicLong clock = new AtomicLong();
    question.accept(endingAt(Long.MAX_VALUE / 2, clock));
    long looks = clock.get() - 1;

    assertThat(looks).isGreaterThan(3);
    for (long end = 0; end < looks; end++) {
      QueryContext context = endingAt(end, new AtomicLong());
      assertThatThrownBy(() -> question.accept(context)).isInstanceOf(QueryTimeoutException.class);
    }
  }

  private static QueryContext endingAt(long look, AtomicLong clock) {
    return new QueryContext(
        clock::getAndIncrement, Duration.ofNanos(look), Long.MAX_VALUE, Long.MAX_VALUE);
  }
}
