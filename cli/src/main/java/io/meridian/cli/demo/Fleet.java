package io.meridian.cli.demo;

import io.meridian.cli.demo.Kubernetes.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The made-up organisation: a central cluster and two at the edge, with two agents each. Hosts are
 * rebooted, applications restarted, agents fail in turn, one instance cannot be reached now and
 * then, and one cluster's line is cut a few minutes of each half hour.
 */
public final class Fleet {
  /** Milliseconds from scrape to scrape. */
  public static final long INTERVAL = 15_000;

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final List<Agent> agents;

  private Fleet(List<Agent> agents) {
    this.agents = List.copyOf(agents);
  }

  /** All agents. */
  public List<Agent> agents() {
    return agents;
  }

  /** How many series there are, each replica's for itself. */
  public int series() {
    return agents.stream()
        .flatMap(agent -> agent.targets().stream())
        .mapToInt(target -> target.instruments().size() + 1)
        .sum();
  }

  /** The organisation that the demo shows. */
  public static Fleet demo() {
    List<Agent> all = new ArrayList<>();
    all.addAll(cluster("central", 4, 1, Absences.NONE));
    all.addAll(cluster("seoul-edge", 3, 2, Absences.NONE));
    all.addAll(cluster("osaka-edge", 3, 3, new Absences(30 * MINUTE, 7 * MINUTE, 4 * MINUTE)));
    return new Fleet(all);
  }

  private static List<Agent> cluster(String name, int size, long seed, Absences offline) {
    List<Target> targets = targets(name, size, seed);
    Absences first = new Absences(3 * HOUR, seed * 11 * MINUTE, 4 * MINUTE);
    Absences second = new Absences(3 * HOUR, (90 + seed * 11) * MINUTE, 9 * MINUTE);
    return List.of(
        new Agent(name, "a", INTERVAL, first, offline, targets),
        new Agent(name, "b", INTERVAL, second, offline, targets));
  }

  private static List<Target> targets(String cluster, int size, long seed) {
    String[] hosts =
        IntStream.rangeClosed(1, size).mapToObj(i -> cluster + "-node-" + i).toArray(String[]::new);
    List<Workload> workloads = workloads(List.of(hosts));
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Lifetimes boots = new Lifetimes((20L + i) * DAY, seed * 5 * HOUR + i * HOUR);
      double fullness = seed == 3 && i == 0 ? 0.93 : 0.5 + 0.1 * i;
      targets.add(
          NodeExporter.target(hosts[i], "6.12." + (40 + i), seed, boots, Absences.NONE, fullness));
      targets.add(Kubernetes.containers(hosts[i], workloads, seed, boots));
    }
    targets.add(Kubernetes.state(workloads, List.of(hosts), seed));
    Lifetimes database = new Lifetimes(9 * DAY, seed * HOUR);
    targets.add(Mysql.target(cluster + "-mysql-1", seed, database, seed == 2 ? 150 : 60));
    for (String application : List.of("orders", "billing")) {
      for (int i = 0; i < 2; i++) {
        Lifetimes releases = new Lifetimes(8 * HOUR, (3L * i + seed) * 17 * MINUTE);
        Absences away =
            i == 1 && application.equals("billing")
                ? new Absences(6 * HOUR, seed * 40 * MINUTE, 3 * MINUTE)
                : Absences.NONE;
        String instance = "%s-%d.%s".formatted(application, i, cluster);
        targets.add(SpringBoot.target(application, instance, seed, releases, away));
      }
    }
    return targets;
  }

  private static List<Workload> workloads(List<String> hosts) {
    String first = hosts.getFirst();
    String last = hosts.getLast();
    return List.of(
        new Workload("shop", "orders", List.of(first, last), 0.4, 480),
        new Workload("shop", "billing", List.of(last, first), 0.2, 420),
        new Workload("data", "mysql", List.of(first), 0.7, 900),
        new Workload("monitoring", "prometheus", List.of(first, last), 0.3, 350),
        new Workload("ingress", "nginx", hosts, 0.1, 90),
        new Workload("kube-system", "coredns", hosts, 0.02, 40));
  }
}
