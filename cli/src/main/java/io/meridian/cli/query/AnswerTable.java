package io.meridian.cli.query;

import io.meridian.cli.console.Table;
import io.meridian.service.text.ByteText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer in rows: of one instant a row a series, of several a row an instant and a column a
 * series, whose names stand above.
 */
final class AnswerTable {
  private AnswerTable() {}

  static void print(ServerAnswer answer, ByteText out) {
    if (answer.series().isEmpty()) {
      out.put("no series\n");
    } else if (answer.isRange()) {
      printInstants(answer.series(), out);
    } else {
      printSeries(answer.series(), out);
    }
  }

  private static void printSeries(List<ServerAnswer.Series> series, ByteText out) {
    Table table = new Table().text("series").number("value").text("time");
    for (ServerAnswer.Series each : series) {
      for (ServerAnswer.Point point : each.points()) {
        table.row(each.name(), point.text(), Instant.ofEpochMilli(point.time()));
      }
    }
    table.print(out);
  }

  private static void printInstants(List<ServerAnswer.Series> series, ByteText out) {
    Table table = new Table().text("time");
    Map<Long, List<String>> rows = new TreeMap<>();
    for (int i = 0; i < series.size(); i++) {
      table.number("[" + (i + 1) + "]");
      out.put("[").put((long) i + 1).put("] ").put(series.get(i).name()).put('\n');
      for (ServerAnswer.Point point : series.get(i).points()) {
        rows.computeIfAbsent(
                point.time(), _ -> new ArrayList<>(Collections.nCopies(series.size(), "")))
            .set(i, point.text());
      }
    }
    out.put('\n');
    rows.forEach((time, cells) -> {
      List<Object> row = new ArrayList<>(cells);
      row.addFirst(Instant.ofEpochMilli(time));
      table.row(row.toArray());
    });
    table.print(out);
  }
}
