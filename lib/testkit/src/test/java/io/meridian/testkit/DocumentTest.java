package io.meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DocumentTest {
  private static final Document PAGE =
      new Document(
          """
          # A page

          ```sh
          tool go --label='name="a b"'   # a remark
          tool ask \\
            'sum by (job) (up)'
          ```

          ```yaml
          key: value
          ```
          """);

  @Test
  void givesCommandsAsTheyAreTyped() {
    assertThat(PAGE.commands())
        .containsExactly("tool go --label='name=\"a b\"'", "tool ask    'sum by (job) (up)'");
    assertThat(PAGE.command("go")).containsExactly("tool", "go", "--label=name=\"a b\"");
    assertThat(PAGE.command("ask")).containsExactly("tool", "ask", "sum by (job) (up)");
  }

  @Test
  void givesTheOneBlockThatIsMeant() {
    assertThat(PAGE.block("yaml", "key")).isEqualTo("key: value\n");
    assertThatThrownBy(() -> PAGE.block("yaml", "other")).hasMessage("0 blocks of yaml have other");
    assertThatThrownBy(() -> PAGE.command("tool")).hasMessage("2 commands have tool");
  }
}
