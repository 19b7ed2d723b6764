package io.meridian.cli.console;

import io.meridian.service.text.ByteText;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, columns as wide as their longest cell, two blanks between them. */
public final class Table {
  private record Column(String heading, boolean isNumber) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a column of text. */
  public Table text(String heading) {
    columns.add(new Column(heading, false));
    return this;
  }

  /** Adds a column whose cells stand at its right edge. */
  public Table number(String heading) {
    columns.add(new Column(heading, true));
    return this;
  }

  /** Adds a row with a cell for each column. */
  public Table row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    rows.add(List.of(cells).stream().map(Object::toString).map(Table::oneLine).toList());
    return this;
  }

  private static String oneLine(String cell) {
    return cell.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Writes the table; no headings where none has a text. */
  public void print(ByteText out) {
    int[] widths = new int[columns.size()];
    List<String> headings = columns.stream().map(Column::heading).toList();
    measure(headings, widths);
    rows.forEach(row -> measure(row, widths));
    if (headings.stream().anyMatch(heading -> !heading.isEmpty())) {
      print(headings, widths, out);
    }
    rows.forEach(row -> print(row, widths, out));
  }

  private static void measure(List<String> row, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], width(row.get(i)));
    }
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private void print(List<String> row, int[] widths, ByteText out) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String space = " ".repeat(widths[i] - width(cell));
      line.append(columns.get(i).isNumber() ? space + cell : cell + space).append("  ");
    }
    out.put(line.toString().stripTrailing()).put('\n');
  }
}
