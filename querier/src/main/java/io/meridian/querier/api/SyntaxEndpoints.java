package io.meridian.querier.api;

import io.meridian.promql.Explanation;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.Layout;
import io.meridian.promql.syntax.SyntaxJson;
import io.meridian.service.text.Quoted;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** What can be said of a query without asking any store. */
final class SyntaxEndpoints {
  private final Queries queries;
  private final Tenancy tenancy;

  SyntaxEndpoints(Queries queries, Tenancy tenancy) {
    this.queries = queries;
    this.tenancy = tenancy;
  }

  /** {@code format_query}: the query laid out over lines. */
  ApiReply format(ApiRequest request) {
    String text = Layout.format(queries.parse(request.query()));
    return ApiReply.of(out -> {
      Quoted.putJson(out, text);
      return false;
    });
  }

  /** {@code parse_query}: its tree. */
  ApiReply parse(ApiRequest request) {
    String json =
        JsonMapper.shared().writeValueAsString(SyntaxJson.of(queries.parse(request.query())));
    return ApiReply.of(out -> {
      out.put(json);
      return false;
    });
  }

  /** {@code query_explain} and {@code query_range_explain}: its plan. */
  ApiEndpoint explain(Function<ApiRequest, Question> reader) {
    return request -> {
      Question question = reader.apply(request);
      Expression query = tenancy.restricted(queries.parse(question.text()), request.raw());
      Explanation plan = queries.explain(question, query);
      return ApiReply.of(out -> {
        ExplanationJson.putPlan(out, plan);
        return false;
      });
    };
  }
}
