package io.meridian.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DepartureTest {
  private final List<String> heard = new ArrayList<>();
  private final Departure departure = new Departure();

  @Test
  void isHeardOnceByThoseBeforeAndAfter() {
    departure.then(() -> heard.add("before"));
    departure.happen();
    departure.happen();
    departure.then(() -> heard.add("after"));

    assertThat(heard).containsExactly("before", "after");
  }

  @Test
  void isNotHeardAfterTheAnswer() {
    departure.then(() -> heard.add("before"));
    departure.forget();
    departure.happen();

    assertThat(heard).isEmpty();
  }
}
