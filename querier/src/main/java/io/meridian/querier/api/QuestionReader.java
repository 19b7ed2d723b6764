package io.meridian.querier.api;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.TimeRange;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.service.api.ApiTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the parameters of queries. */
final class QuestionReader {
  private static final String RESOLUTION = "max_source_resolution";
  private static final List<Long> COARSER = List.of(300_000L, 3_600_000L);

  /** Nothing younger is ever downsampled. */
  private static final Duration RAW_ONLY = Duration.ofHours(40);

  /** Steps that a range is cut into where none is asked for. */
  private static final long USUAL_STEPS = 250;

  private final QueryDefaults defaults;
  private final FleetParameters fleet;
  private final InstantSource clock;

  QuestionReader(QueryDefaults defaults, FleetParameters fleet, InstantSource clock) {
    this.defaults = defaults;
    this.fleet = fleet;
    this.clock = clock;
  }

  /** A query at an instant, by default now. */
  Question instant(ApiRequest request) {
    QueryTimes times = QueryTimes.instant(request.instant("time").orElseGet(clock::millis));
    return question(request, times, defaults.instantResolution());
  }

  /** A query at several instants. */
  Question range(ApiRequest request) {
    TimeRange range =
        ApiRequest.range(request.requiredInstant("start"), request.requiredInstant("end"));
    long step = request.duration("step").orElseGet(() -> usualStep(range));
    if (step <= 0) {
      throw new InvalidRequestException(
          ApiRequest.invalid("step")
              + ": zero or negative query resolution step widths are not accepted. Try a positive"
              + " integer");
    }
    QueryTimes times = ApiTime.range(range.min(), range.max(), step);
    return question(request, times, step / 5);
  }

  private long usualStep(TimeRange range) {
    long seconds = (range.max() - range.min()) / 1000 / USUAL_STEPS;
    return Math.max(seconds * 1000, defaults.step().toMillis());
  }

  private Question question(ApiRequest request, QueryTimes times, long auto) {
    request
        .text("engine")
        .filter(name -> !name.equals("prometheus") && !name.equals("thanos"))
        .ifPresent(name -> {
          throw new InvalidRequestException("'" + name + "' bad engine; leave it out");
        });
    return new Question(
        request.query(),
        times,
        fleet.of(request),
        resolutions(request, times, auto),
        request.duration("lookback_delta").filter(millis -> millis > 0).map(Duration::ofMillis),
        timeout(request),
        FleetParameters.shard(request));
  }

  static Optional<Duration> timeout(ApiRequest request) {
    return request.duration("timeout").map(Duration::ofMillis);
  }

  private List<Long> resolutions(ApiRequest request, QueryTimes times, long auto) {
    Optional<String> text = request.text(RESOLUTION).filter(value -> !value.equals("auto"));
    if (text.isPresent()) {
      long asked = ApiTime.duration(ApiRequest.invalid(RESOLUTION), text.get());
      if (asked < 0) {
        throw new InvalidRequestException(
            "negative '" + RESOLUTION + "' is not accepted. Try a positive integer");
      }
      return List.of(asked);
    }
    if (!defaults.autoDownsampling() && request.text(RESOLUTION).isEmpty()) {
      return List.of(0L);
    }
    return coarser(times, auto);
  }

  /** What will do where a query does not say it. */
  List<Long> usualResolutions(QueryTimes times) {
    return defaults.autoDownsampling()
        ? coarser(times, times.isInstant() ? defaults.instantResolution() : times.step() / 5)
        : List.of(0L);
  }

  private List<Long> coarser(QueryTimes times, long auto) {
    List<Long> all = new ArrayList<>(List.of(auto));
    if (times.start() < clock.millis() - RAW_ONLY.toMillis()) {
      COARSER.stream().filter(each -> each > auto).forEach(all::add);
    }
    return all;
  }
}
