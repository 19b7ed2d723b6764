package io.meridian.storegateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.serve.LabelQuestion;
import io.meridian.tsdb.block.Ulid;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LabelAnswersTest {
  private static final Ulid BLOCK = Ulid.parse("01M7YHNWYXP7QP06DYCYKFHGA9");
  private static final LabelAnswer NOTHING = new LabelAnswer(List.of(), false, Outcome.FINAL);

  private static LabelQuestion question(int number, int length) {
    Matcher matcher = Matcher.equal("instance", number + "x".repeat(length));
    return new LabelQuestion(Optional.of("job"), List.of(matcher), TimeRange.ALL, 0);
  }

  private static long kept(LabelAnswers answers, int length) {
    return IntStream.range(0, 100)
        .filter(each -> answers.get(BLOCK, question(each, length)).isPresent())
        .count();
  }

  @Test
  @Timeout(60)
  void countsLongQuestionsAgainstWhatAnswersMayTake() throws InterruptedException {
    LabelAnswers answers = new LabelAnswers(100_000);
    for (int each = 0; each < 100; each++) {
      answers.put(BLOCK, question(each, 10_000), NOTHING);
    }

    while (kept(answers, 10_000) > 10) {
      Thread.sleep(1);
    }
  }

  @Test
  void keepsShortOnesBesideEachOther() {
    LabelAnswers answers = new LabelAnswers(100_000);
    for (int each = 0; each < 100; each++) {
      answers.put(BLOCK, question(each, 10), NOTHING);
    }

    assertThat(kept(answers, 10)).isEqualTo(100);
  }
}
