package io.meridian.service.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that the C library's crypt(3) of Debian gave. */
final class BcryptTest {
  @ParameterizedTest
  @CsvSource({
    "secret, 1, $2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
    "pässwörd, 12, $2y$04$......................wpxAFwmOxU6wDky8w7j.Izx.eTuYTAe",
    "x, 0, $2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."
  })
  void knowsPasswordsByTheirHash(String part, int times, String hash) {
    String password = part.repeat(times);

    assertThat(Bcrypt.matches(password, hash)).isTrue();
    assertThat(Bcrypt.matches(times == 12 ? part : password + "x", hash)).isFalse();
  }

  @Test
  void takesDigitsOfPi() {
    assertThat(PiDigits.words(3)).containsExactly(0x243f6a88, 0x85a308d3, 0x13198a2e);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$2x$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "$2b$03$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0"
      })
  void refusesWhatIsNoHash(String text) {
    assertThat(Bcrypt.isHash(text)).isFalse();
  }
}
