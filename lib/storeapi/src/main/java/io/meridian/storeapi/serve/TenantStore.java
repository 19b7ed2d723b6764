package io.meridian.storeapi.serve;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.MetricMetadata;
import io.meridian.model.QueryContext;
import io.meridian.model.SeriesCounts;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.head.HeadStats;
import io.meridian.tsdb.head.SeriesExemplars;
import io.meridian.tsdb.head.SeriesProjection;
import io.meridian.tsdb.store.LocalSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A receiver's tenant: its head and the blocks that it still has. */
public final class TenantStore implements LiveStore {
  private final String tenant;
  private final Labels externalLabels;
  private final LocalSource source;

  /**
   * A tenant's store.
   *
   * @param externalLabels the receiver's own and the one with the tenant's name
   */
  public TenantStore(String tenant, Labels externalLabels, LocalSource source) {
    this.tenant = tenant;
    this.externalLabels = externalLabels;
    this.source = source;
  }

  @Override
  public String name() {
    return "tenant " + tenant;
  }

  @Override
  public String tenant() {
    return tenant;
  }

  @Override
  public Labels externalLabels() {
    return externalLabels;
  }

  @Override
  public TimeRange range() {
    return new TimeRange(source.begin(), Long.MAX_VALUE);
  }

  @Override
  public ChunkSeriesCursor series(ChunkRequest request) {
    return source.chunkSeries(
        request.matchers(),
        request.range(),
        request.format(),
        request.labelsOnly(),
        request.context());
  }

  @Override
  public Optional<ChunkSeriesCursor> projected(ChunkRequest request, SeriesProjection projection) {
    return source.projected(request.matchers(), request.range(), projection, request.context());
  }

  @Override
  public Optional<SeriesCounts> counts(
      List<Matcher> matchers,
      LookbackSteps steps,
      SeriesProjection projection,
      QueryContext context) {
    return source.counts(matchers, steps, projection, context);
  }

  @Override
  public LabelAnswer labelNames(LabelRequest request) {
    return source.labelNames(
        request.matchers(), request.range(), request.limit(), request.context());
  }

  @Override
  public LabelAnswer labelValues(String name, LabelRequest request) {
    return source.labelValues(
        name, request.matchers(), request.range(), request.limit(), request.context());
  }

  @Override
  public List<SeriesExemplars> exemplars(
      List<Matcher> matchers, TimeRange range, QueryContext context) {
    return source.exemplars(matchers, range, context);
  }

  @Override
  public Map<String, MetricMetadata> metadata() {
    return source.metadata();
  }

  @Override
  public HeadStats stats(int limit) {
    return source.stats(limit);
  }

  @Override
  public long lastSample() {
    return source.lastSample();
  }
}
