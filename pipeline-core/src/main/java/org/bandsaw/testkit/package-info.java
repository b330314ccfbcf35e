/**
 * Fakes for tests of your own pipelines, stages and sources: they need no test framework.
 *
 * <p>Start at {@link org.bandsaw.testkit.FakeProbe} and {@link org.bandsaw.testkit.TestSources}.
 */
@NullMarked
package org.bandsaw.testkit;

import org.jspecify.annotations.NullMarked;
