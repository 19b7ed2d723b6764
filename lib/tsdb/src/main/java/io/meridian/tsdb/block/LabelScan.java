package io.meridian.tsdb.block;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.index.ChargedBytes;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.LabelList;
import io.meridian.tsdb.index.LabelSelection;
import io.meridian.tsdb.index.SelectionRequest;
import io.meridian.tsdb.index.SeriesIndex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Label names and values of a block: of all series, or of those that match and have a chunk in a
 * range.
 */
final class LabelScan implements AutoCloseable {
  private final SeriesIndex index;
  private final ChargedBytes fetched;

  LabelScan(IndexReader index, QueryContext context) {
    this.fetched = new ChargedBytes(context);
    this.index = SeriesIndex.of(index, context, fetched);
  }

  LabelAnswer names(List<Matcher> matchers, TimeRange range, int limit) {
    return answer(LabelSelection.names(index, request(matchers, range, limit)));
  }

  LabelAnswer values(String name, List<Matcher> matchers, TimeRange range, int limit) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    return answer(LabelSelection.values(index, wanted, request(matchers, range, limit)));
  }

  private static SelectionRequest request(List<Matcher> matchers, TimeRange range, int limit) {
    TimeRange asked = matchers.isEmpty() ? TimeRange.ALL : range;
    return new SelectionRequest(matchers, asked, Optional.empty(), limit);
  }

  private static LabelAnswer answer(LabelList list) {
    return new LabelAnswer(list.texts(), list.truncated(), Outcome.FINAL);
  }

  @Override
  public void close() {
    fetched.close();
  }
}
