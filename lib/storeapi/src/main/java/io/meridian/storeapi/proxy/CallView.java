package io.meridian.storeapi.proxy;

import io.meridian.model.Matcher;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.StoreTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a call of another querier asks, and what of that it may see. Defaults and matchers are asked
 * for on the thread of a call, so that both can go by the caller's tenant.
 *
 * @param endpoints who can be asked at the moment: {@link
 *     io.meridian.storeapi.dial.Endpoints#usable}
 * @param defaults how stores are asked but for what requests say
 * @param must what all that the caller may see satisfies; none where that is everything
 * @param announced what external labels satisfy that the caller is told of, who may be one that
 *     asks once for many tenants
 * @param totals count what answers of stores cost and what is wrong with them
 */
public record CallView(
    Supplier<List<Endpoint>> endpoints,
    Supplier<FleetQuery> defaults,
    Supplier<List<Matcher>> must,
    Supplier<List<Matcher>> announced,
    StoreTotals totals) {

  /** Who may have something of what the caller may see. */
  List<Endpoint> visible() {
    List<Matcher> must = must().get();
    return endpoints().get().stream().filter(of -> of.info().mayMatch(must)).toList();
  }

  /** What servers are told to have. */
  List<EndpointInfo> infos() {
    List<Matcher> announced = announced().get();
    return endpoints().get().stream()
        .map(Endpoint::info)
        .filter(info -> info.mayMatch(announced))
        .map(info -> info.narrowed(announced))
        .toList();
  }

  /** What is selected of what the caller may see. */
  List<Matcher> narrowed(List<Matcher> selector) {
    List<Matcher> all = new ArrayList<>(selector);
    all.addAll(must().get());
    return List.copyOf(all);
  }
}
