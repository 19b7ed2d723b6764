package io.meridian.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import org.junit.jupiter.api.Test;

final class ParametersTest {
  @Test
  void readsRepeatedAndEncodedParameters() {
    Parameters parameters = Parameters.parse("match[]=a%2Bb+c&x&&match%5B%5D=%C3%A4&y=1=2");

    assertThat(parameters.all("match[]")).containsExactly("a+b c", "ä");
    assertThat(parameters.first("x")).contains("");
    assertThat(parameters.first("y")).contains("1=2");
    assertThat(parameters.first("z")).isEmpty();
  }

  @Test
  void putsAFormBehindTheQuery() {
    Parameters both = Parameters.parse("a=1").and(Parameters.parse("a=2&b=3"));

    assertThat(both.all("a")).containsExactly("1", "2");
    assertThat(both.names()).containsExactly("a", "b");
  }

  @Test
  void namesABrokenEscape() {
    assertThatThrownBy(() -> Parameters.parse("a=%zz"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("a=%zz".substring(2))
        .hasMessageContaining("%25");
  }
}
