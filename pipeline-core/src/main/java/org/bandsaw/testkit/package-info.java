/**
 * Contracts and fakes for tests of your own stages, sources and pipelines: they need no test
 * framework.
 *
 * <p>Start at {@link org.bandsaw.testkit.StageContract}, {@link org.bandsaw.testkit.FakeProbe} and
 * {@link org.bandsaw.testkit.TestSources}.
 */
@NullMarked
package org.bandsaw.testkit;

import org.jspecify.annotations.NullMarked;
