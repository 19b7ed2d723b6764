package io.meridian.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meridian.service.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void columnsAreAsWideAsTheirLongestCellAndNumbersStandRight() {
    Table table = new Table().text("BLOCK").number("SIZE").text("MARKS");
    table.row("a", 1234567, "").row("longer name", 8, "damaged");

    assertThat(printed(table))
        .isEqualTo(
            """
            BLOCK           SIZE  MARKS
            a            1234567
            longer name        8  damaged
            """);
  }

  @Test
  void widthIsThatOfCharactersAndARowIsALine() {
    Table table = new Table().text("NAME").text("X");
    table.row("\ud83c\udf0d\u00e9", 1).row("line\nbreak\ttab", 2);

    assertThat(printed(table).lines())
        .containsExactly(
            "NAME              X", "\ud83c\udf0d\u00e9                1", "line\\nbreak\\ttab  2");
  }

  @Test
  void hasNoHeadingsWhereNoneHasAText() {
    assertThat(printed(new Table().text("").text("").row("a", "b"))).isEqualTo("a  b\n");
    assertThat(new Table().text("A").isEmpty()).isTrue();
  }

  @Test
  void refusesARowOfAnotherWidth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Table().text("A").row("1", "2"))
        .withMessage("2 cells for 1 columns");
  }

  private static String printed(Table table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ByteText out = new ByteText(bytes)) {
      table.print(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
