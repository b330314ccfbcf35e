/**
 * Contract checks and fakes for tests of your own stages, learners, sources, sinks and pipelines.
 * They require no test framework.
 *
 * <p>Start at {@link org.bandsaw.testkit.StageContract}, {@link
 * org.bandsaw.testkit.LearnerContract}, {@link org.bandsaw.testkit.SourceContract} and {@link
 * org.bandsaw.testkit.SinkContract}. {@link org.bandsaw.testkit.FakeProbe}, {@link
 * org.bandsaw.testkit.FakeEnergy}, {@link org.bandsaw.testkit.ManualTicker} and {@link
 * org.bandsaw.testkit.TestSources} replace a machine, its clock and inputs in tests.
 */
@NullMarked
package org.bandsaw.testkit;

import org.jspecify.annotations.NullMarked;
