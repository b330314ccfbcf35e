package org.bandsaw.source;

/** Capability: opening the source again gives the same rows. */
public interface Replayable extends Source {}
