package io.meridian.querier.api;

import io.meridian.promql.QueryResult;
import io.meridian.service.api.ResultJson;
import io.meridian.service.text.ByteText;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A query's result, written some series at a time. */
final class ResultData implements ApiData {
  /** So many samples make a piece of a few hundred kilobytes. */
  private static final int PIECE_SAMPLES = 8192;

  private final QueryResult.Value value;
  private final List<QueryResult.Series> series;
  private final Consumer<ByteText> behind;
  private @Nullable ResultJson json;
  private int next;

  /**
   * A result, all of whose pieces go to one text.
   *
   * @param behind writes what else is said of the answer, each field with a comma before it
   */
  ResultData(QueryResult.Value value, Consumer<ByteText> behind) {
    this.value = value;
    this.behind = behind;
    series = value.series();
  }

  @Override
  public boolean put(ByteText out) {
    if (json == null) {
      json = new ResultJson(out);
      json.begin(value);
    }
    int end = next;
    for (int samples = 0; end < series.size() && samples < PIECE_SAMPLES; end++) {
      samples += 1 + series.get(end).samples().size();
    }
    json.putSeries(value, next, end);
    next = end;
    if (next < series.size()) {
      return true;
    }
    json.endList();
    behind.accept(out);
    out.put('}');
    return false;
  }
}
