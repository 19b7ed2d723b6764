/**
 * Tests of label values as UTF-8 bytes.
 *
 * <p>What enters: a literal or a regular expression in RE2's syntax. What leaves: a {@link
 * io.meridian.model.regex.ValuePattern} that tests values without making a string of them and says
 * what an index can look up instead of testing every value. Start reading there, then at RegexPlan,
 * which goes from the text by RegexParser to a tree (Node), from that to the cheapest test, and
 * where there is no cheap one, by Program to LazyDfa.
 *
 * <p>Go's {@code regexp}, between {@code ^(?s:} and {@code )$} as Prometheus uses it, decides what
 * parses, in which words it does not, and what matches. Known differences:
 *
 * <ul>
 *   <li>A byte that is no part of valid UTF-8 matches a dot and what is negated, nothing else; Go
 *       takes it for U+FFFD, which differs for expressions that name that rune.
 *   <li>Unicode's tables are those of the Java runtime; Go's may be a version older.
 *   <li>{@code \p{Old_Italic}} and other scripts of two words are found, which Go 1.25 and 1.26 do
 *       not find.
 *   <li>Expressions of more than 2<sup>20</sup> instructions are too large, in Go those of 3.3
 *       million. Groups are nested too deeply from 1,000 on also where Go would flatten them.
 * </ul>
 */
@NullMarked
package io.meridian.model.regex;

import org.jspecify.annotations.NullMarked;
