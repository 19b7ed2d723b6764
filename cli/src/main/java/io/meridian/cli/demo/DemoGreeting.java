package io.meridian.cli.demo;

import io.meridian.cli.all.AllSettings;
import io.meridian.cli.console.Console;
import io.meridian.service.lifecycle.Part;
import java.net.URI;

/** Tells where to look and what to ask, once there is something to see. */
final class DemoGreeting implements Part {
  private final Fleet fleet;
  private final DemoAgents agents;
  private final AllSettings settings;
  private final String http;
  private final URI write;
  private final Console console;
  private final long begun = System.nanoTime();
  private Thread thread = Thread.ofVirtual().unstarted(() -> {});

  DemoGreeting(
      Fleet fleet,
      DemoAgents agents,
      AllSettings settings,
      String http,
      URI write,
      Console console) {
    this.fleet = fleet;
    this.agents = agents;
    this.settings = settings;
    this.http = http;
    this.write = write;
    this.console = console;
  }

  @Override
  public String name() {
    return "greeting";
  }

  @Override
  public void start() {
    console
        .err()
        .println("meridian: the services are up; agents send what is new since the last start");
    thread = Thread.ofVirtual().start(this::greet);
  }

  private void greet() {
    try {
      agents.awaitPresent();
    } catch (InterruptedException e) {
      return;
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    console
        .err()
        .println(
            """
            meridian: %d agents in 3 clusters write %,d series; up to date after %.1f s

              look            http://%s/
              Grafana         a data source of type Prometheus with the URL http://%s
              your Prometheus remote_write: [{url: %s}]

              ask             sum by (cluster) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))
                              1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes
                              node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1
                              sum by (cluster, application) (rate(http_server_requests_seconds_count[5m]))
                              mysql_global_status_threads_connected / mysql_global_variables_max_connections

            Ctrl-C stops it; %s keeps what was written, --fresh forgets it.\
            """
                .formatted(
                    fleet.agents().size(),
                    fleet.series(),
                    seconds,
                    http,
                    http,
                    write,
                    settings.data().folder()));
  }

  @Override
  public void stop() {
    thread.interrupt();
  }
}
