/**
 * Tests of label values as UTF-8 bytes.
 *
 * <p>What enters: a literal or a regular expression in RE2's syntax. What leaves: a {@link
 * io.meridian.model.regex.ValuePattern} that tests values without making a string of them and says
 * what an index can look up instead of testing every value. Start reading there.
 */
@NullMarked
package io.meridian.model.regex;

import org.jspecify.annotations.NullMarked;
