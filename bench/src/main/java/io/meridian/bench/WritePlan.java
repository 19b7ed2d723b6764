package io.meridian.bench;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is sent to whom.
 *
 * @param urls connections take them in turns
 * @param pids of the servers' processes, whose time and memory count together
 * @param series of each replica
 * @param rounds each with a sample of each series
 * @param second whether remote write 2.0 is spoken
 * @param replicas of the agent, each of which sends all
 * @param tenants that take requests in turns
 * @param churns whether a tenth of the series ends each minute, and as many begin
 * @param ask HTTP ports that are asked for health and metrics meanwhile
 */
record WritePlan(
    List<URI> urls,
    List<Long> pids,
    int series,
    int rounds,
    int connections,
    boolean second,
    int replicas,
    int tenants,
    boolean churns,
    List<URI> ask) {
  private static final Set<String> KEYS = Set.of("replicas", "tenants", "churn", "ask");

  /** The arguments in their places, and behind them {@code key=value}. */
  static WritePlan of(String[] args) {
    Map<String, String> keys = new TreeMap<>();
    for (String each : args) {
      int equals = each.indexOf('=');
      if (equals > 0 && KEYS.contains(each.substring(0, equals))) {
        keys.put(each.substring(0, equals), each.substring(equals + 1));
      }
    }
    List<String> places =
        Arrays.stream(args).filter(each -> !KEYS.contains(each.split("=", 2)[0])).toList();
    return new WritePlan(
        urls(places.get(0)),
        Arrays.stream(places.get(1).split(",")).map(Long::valueOf).toList(),
        number(places, 2, 200_000),
        number(places, 3, 40),
        number(places, 4, 2),
        number(places, 5, 1) == 2,
        Integer.parseInt(keys.getOrDefault("replicas", "1")),
        Integer.parseInt(keys.getOrDefault("tenants", "1")),
        Boolean.parseBoolean(keys.getOrDefault("churn", "false")),
        urls(keys.getOrDefault("ask", "")));
  }

  private static List<URI> urls(String list) {
    return Arrays.stream(list.split(",")).filter(url -> !url.isEmpty()).map(URI::create).toList();
  }

  private static int number(List<String> places, int at, int otherwise) {
    return places.size() > at ? Integer.parseInt(places.get(at)) : otherwise;
  }

  /** How many series there are at a time. */
  int allSeries() {
    return series * replicas;
  }

  /**
   * How often the series of a request have been replaced by a round: of ten requests one is each
   * minute.
   */
  int generation(int request, int round) {
    int minute = (int) (round * DataSetD.INTERVAL / 60_000);
    return churns ? (minute + 9 - request % 10) / 10 : 0;
  }
}
