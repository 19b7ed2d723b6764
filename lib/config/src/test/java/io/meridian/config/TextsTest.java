package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextsTest {
  @Test
  void readsDurations() {
    assertThat(DurationText.parse("0")).isZero();
    assertThat(DurationText.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(DurationText.parse("2d")).isEqualTo(Duration.ofDays(2));
    assertThat(DurationText.parse("1y2w3d")).isEqualTo(Duration.ofDays(365 + 14 + 3));
    assertThat(DurationText.parse("1.5h")).isEqualTo(Duration.ofMinutes(90));
    assertThat(DurationText.parse("-250ms")).isEqualTo(Duration.ofMillis(-250));
    assertThat(DurationText.parse("3us4µs1ns")).isEqualTo(Duration.ofNanos(7001));
  }

  @Test
  void refusesWhatIsNoDuration() {
    for (String text :
        List.of(
            "",
            "5",
            "m",
            "1x",
            "1m5",
            "1.2.3s",
            ".s",
            "1 m",
            "--1s",
            "300y",
            "0.1ns",
            "9".repeat(101) + "s")) {
      assertThatThrownBy(() -> DurationText.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void readsSizes() {
    assertThat(ByteSize.parse("500")).isEqualTo(new ByteSize(500));
    assertThat(ByteSize.parse("64MiB")).isEqualTo(ByteSize.parse("64 mb"));
    assertThat(ByteSize.parse("0.5K").bytes()).isEqualTo(512);
    assertThat(ByteSize.parse("1_000B").bytes()).isEqualTo(1000);
    assertThat(List.of(0L, 1000L, 2048L, 3L << 40, 5L << 50))
        .extracting(bytes -> new ByteSize(bytes).toString())
        .containsExactly("0", "1000", "2KiB", "3TiB", "5120TiB");
  }

  @Test
  void refusesWhatIsNoSize() {
    for (String text : List.of("", "MB", "1.5", "-1", "1PB", "1 2", "1..5K", "9".repeat(40))) {
      assertThatThrownBy(() -> ByteSize.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void findsTheNearestName() {
    List<String> names = List.of("access_key", "secret_key", "bucket", "endpoint", "id");

    assertThat(NearestName.of("acess_key", names)).contains("access_key");
    assertThat(NearestName.of("secret-key", names)).contains("secret_key");
    assertThat(NearestName.of("BUCKET", names)).contains("bucket");
    assertThat(NearestName.of("bukcte", names)).contains("bucket");
    assertThat(NearestName.of("something", names)).isEmpty();
    assertThat(NearestName.of("xy", names)).isEmpty();
  }
}
