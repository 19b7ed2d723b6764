package io.meridian.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.config.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {
  @ParameterizedTest
  @ValueSource(strings = {":10902", "0.0.0.0:10902", "host:0", "[::1]:65535"})
  void readsWhatItWrites(String text) {
    assertThat(ListenAddress.parse("http_address", text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10902", "host", "::1:80", "host:65536", "host:-1", "host:http"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> ListenAddress.parse("http_address", text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("http_address: \"" + text + "\" is no address to listen on");
  }

  @Test
  void knowsHostAndPort() {
    assertThat(ListenAddress.parse("a", "[::1]:80")).isEqualTo(new ListenAddress("::1", 80));
  }
}
