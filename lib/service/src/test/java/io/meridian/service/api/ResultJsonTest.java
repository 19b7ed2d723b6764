package io.meridian.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.QueryResult;
import io.meridian.service.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResultJsonTest {
  private static QueryResult.Series series(String job, long begin, int samples, long step) {
    SampleBuffer buffer = new SampleBuffer();
    for (int i = 0; i < samples; i++) {
      buffer.add(begin + i * step, i / 4.0);
    }
    return new QueryResult.Series(Labels.of("job", job), buffer);
  }

  private static String json(QueryResult.Value value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ByteText text = new ByteText(bytes)) {
      new ResultJson(text).put(value);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void writesTimesOfSeriesThatHaveOthersThanTheOneBefore() {
    QueryResult.Value value =
        new QueryResult.Matrix(
            List.of(
                series("a", 1_500, 2, 1_500),
                series("b", 1_500, 3, 1_500),
                series("c", -1_001, 2, 1_001),
                series("d", 1_435_781_451_781L, 1, 1)));

    assertThat(json(value))
        .isEqualTo(
            "{\"resultType\":\"matrix\",\"result\":["
                + "{\"metric\":{\"job\":\"a\"},\"values\":[[1.500,\"0\"],[3,\"0.25\"]]},"
                + "{\"metric\":{\"job\":\"b\"},\"values\":[[1.500,\"0\"],[3,\"0.25\"],[4.500,\"0.5\"]]},"
                + "{\"metric\":{\"job\":\"c\"},\"values\":[[-1.001,\"0\"],[0,\"0.25\"]]},"
                + "{\"metric\":{\"job\":\"d\"},\"values\":[[1435781451.781,\"0\"]]}]}");
  }

  @Test
  void writesTheFarthestTimes() {
    QueryResult.Value value =
        new QueryResult.Matrix(
            List.of(
                series("a", Long.MIN_VALUE + 1, 1, 1),
                series("b", Long.MAX_VALUE, 1, 1),
                series("c", ApiTime.FIRST, 1, 1)));

    assertThat(json(value))
        .contains("[[-9223372036854775.807,", "[[9223372036854775.807,", "[[-9223372036854.775,");
  }
}
