package io.meridian.querier.api;

import io.meridian.api.thanos.Exemplar;
import io.meridian.api.thanos.ExemplarData;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.ZLabelSet;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import io.meridian.promql.syntax.Expression;
import io.meridian.service.api.ResultJson;
import io.meridian.service.api.Selectors;
import io.meridian.service.text.ByteText;
import io.meridian.service.text.Quoted;
import java.util.List;

/** {@code query_exemplars}: the exemplars of the series that a query is about. */
final class ExemplarsEndpoint implements ApiEndpoint {
  private static final int PIECE = 256;

  private final Facts facts;
  private final Queries queries;

  ExemplarsEndpoint(Facts facts, Queries queries) {
    this.facts = facts;
    this.queries = queries;
  }

  @Override
  public ApiReply answer(ApiRequest request) throws InterruptedException {
    TimeRange range = request.range();
    Expression query = facts.tenancy().restricted(queries.parse(request.query()), request.raw());
    List<List<Matcher>> selectors = Selectors.of(query);
    if (selectors.isEmpty()) {
      return ApiReply.of(new ExemplarList(List.of()));
    }
    return facts.answer(
        "query_exemplars",
        request,
        (fleet, context) -> fleet.exemplars(selectors, range, context),
        ExemplarList::new);
  }

  /** Series with their exemplars, some at a time. */
  private static final class ExemplarList implements ApiData {
    private final List<ExemplarData> series;
    private int next;

    ExemplarList(List<ExemplarData> series) {
      this.series = series;
    }

    @Override
    public boolean put(ByteText out) {
      if (next == 0) {
        out.put('[');
      }
      int end = Math.min(series.size(), next + PIECE);
      for (; next < end; next++) {
        if (next > 0) {
          out.put(',');
        }
        put(series.get(next), out);
      }
      if (next < series.size()) {
        return true;
      }
      out.put(']');
      return false;
    }

    private static void put(ExemplarData data, ByteText out) {
      out.put("{\"seriesLabels\":");
      putLabels(data.getSeriesLabels(), out);
      out.put(",\"exemplars\":[");
      for (int i = 0; i < data.getExemplarsCount(); i++) {
        Exemplar exemplar = data.getExemplars(i);
        out.put(i == 0 ? "{\"labels\":" : ",{\"labels\":");
        putLabels(exemplar.getLabels(), out);
        out.put(",\"value\":\"").putJsonFloat(exemplar.getValue()).put("\",\"timestamp\":");
        new ResultJson(out).putTime(exemplar.getTs());
        out.put('}');
      }
      out.put("]}");
    }

    private static void putLabels(ZLabelSet labels, ByteText out) {
      out.put('{');
      String comma = "";
      for (Label label : labels.getLabelsList()) {
        out.put(comma);
        Quoted.putJson(out, label.getName());
        out.put(':');
        Quoted.putJson(out, label.getValue());
        comma = ",";
      }
      out.put('}');
    }
  }
}
