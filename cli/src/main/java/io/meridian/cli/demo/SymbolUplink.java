package io.meridian.cli.demo;

import io.meridian.api.write.v2.Request;
import io.meridian.api.write.v2.Sample;
import io.meridian.api.write.v2.TimeSeries;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends what an agent scrapes by remote write 2.0: a table of symbols in each request. */
final class SymbolUplink {
  private final Agent agent;
  private final URI url;
  private final HttpClient client;
  private final SampleBuffer samples = new SampleBuffer();
  private final Map<String, Integer> symbols = new LinkedHashMap<>();

  SymbolUplink(Agent agent, URI url, HttpClient client) {
    this.agent = agent;
    this.url = url;
    this.client = client;
  }

  /** Sends what is scraped in a range, as one request, once; returns the answer's status. */
  int send(TimeRange range) throws IOException, InterruptedException {
    symbols.clear();
    symbols.put("", 0);
    Request.Builder request = Request.newBuilder();
    agent.scrape(
        range, samples, (labels, scraped) -> request.addTimeseries(series(labels, scraped)));
    request.addAllSymbols(symbols.keySet());
    return Uplink.post(client, url, Uplink.VERSION_2, request.build().toByteArray());
  }

  private TimeSeries series(Labels labels, SampleBuffer scraped) {
    TimeSeries.Builder series = TimeSeries.newBuilder();
    labels
        .toMap()
        .forEach((name, value) -> series.addLabelsRefs(symbol(name)).addLabelsRefs(symbol(value)));
    for (int i = 0; i < scraped.size(); i++) {
      series.addSamples(
          Sample.newBuilder().setTimestamp(scraped.time(i)).setValue(scraped.value(i)));
    }
    return series.build();
  }

  private int symbol(String text) {
    Integer known = symbols.putIfAbsent(text, symbols.size());
    return known == null ? symbols.size() - 1 : known;
  }
}
