package io.meridian.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class HeadersTest {
  @Test
  void findsNamesInAnyCase() {
    Headers headers = Headers.of("Content-Type", "a", "X", "1").and("x", "2");

    assertThat(headers.first("content-type")).contains("a");
    assertThat(headers.all("x")).containsExactly("1", "2");
    assertThat(headers.first("y")).isEmpty();
  }

  @Test
  void refusesValuesThatEndTheirLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.of("X", "1\r\nSet-Cookie: a"))
        .withMessageContaining("one line");
  }
}
