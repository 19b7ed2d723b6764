package io.meridian.storegateway.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.storeapi.serve.LabelQuestion;
import io.meridian.tsdb.block.Ulid;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * What blocks answered when they were asked about labels. Blocks never change, so that an answer
 * stays right; those of blocks that are gone make room for others.
 */
public final class LabelAnswers {
  /** What a text, and what an answer costs beside its characters. */
  private static final int TEXT = 48;

  private static final int ENTRY = 300;

  private final Cache<Key, LabelAnswer> answers;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  private record Key(Ulid block, LabelQuestion question) {}

  /**
   * No answers yet.
   *
   * @param bytes what they may take, about
   */
  public LabelAnswers(long bytes) {
    answers =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<Key, LabelAnswer>weigher((key, answer) -> weight(key.question(), answer))
            .build();
  }

  /** Questions count, too: a matcher may be as long as a request. */
  private static int weight(LabelQuestion question, LabelAnswer answer) {
    long bytes = (long) ENTRY + question.label().map(String::length).orElse(0);
    for (Matcher each : question.matchers()) {
      bytes += 2 * TEXT + each.name().length() + each.value().length();
    }
    return Math.clamp(bytes + answer.values().memory(), 0, Integer.MAX_VALUE);
  }

  Optional<LabelAnswer> get(Ulid block, LabelQuestion question) {
    Optional<LabelAnswer> answer =
        Optional.ofNullable(answers.getIfPresent(new Key(block, question)));
    (answer.isPresent() ? hits : misses).increment();
    return answer;
  }

  void put(Ulid block, LabelQuestion question, LabelAnswer answer) {
    answers.put(new Key(block, question), answer);
  }

  /** Questions to blocks that were answered out of memory. */
  public long hits() {
    return hits.sum();
  }

  /** Questions that blocks were read for. */
  public long misses() {
    return misses.sum();
  }
}
