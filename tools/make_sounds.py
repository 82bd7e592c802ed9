#!/usr/bin/env python3
"""Makes the sounds of the telephone system: hold music and ring-back, 16-bit mono WAV. Standard library only; the same bytes each time.

Usage: make_sounds.py FOLDER
"""
import array
import math
import pathlib
import sys
import wave

RATE = 16000
# Four bars of four chords (MIDI notes): calm, and the end leads back to the beginning.
CHORDS = [(50, 57, 62, 66, 69), (47, 54, 62, 66, 71), (43, 55, 59, 62, 66), (45, 57, 61, 64, 67)]
BAR_SECONDS = 4.0
ARPEGGIO = [0, 2, 3, 4, 3, 2, 4, 2]


def frequency(note):
    return 440.0 * 2 ** ((note - 69) / 12)


def add_tone(samples, start, seconds, hertz, level, attack, overtones):
    """A tone that swells in `attack` seconds and dies away; it wraps round the end, so that the loop has no seam."""
    count = int(seconds * RATE)
    total = len(samples)
    first = int(start * RATE)
    step = 2 * math.pi * hertz / RATE
    for i in range(count):
        t = i / RATE
        envelope = min(1.0, t / attack) * (1 - i / count) ** 2
        value = math.sin(step * i)
        for number, share in overtones:
            value += share * math.sin(step * number * i)
        samples[(first + i) % total] += level * envelope * value


def music():
    bars = CHORDS + [CHORDS[0], CHORDS[2], CHORDS[3]]
    samples = [0.0] * int(len(bars) * BAR_SECONDS * RATE)
    for bar, chord in enumerate(bars):
        start = bar * BAR_SECONDS
        for note in chord[:3]:
            add_tone(samples, start, BAR_SECONDS * 1.5, frequency(note), 0.05, 0.8, [(2, 0.2)])
        for step, index in enumerate(ARPEGGIO):
            add_tone(samples, start + step * BAR_SECONDS / 8, 1.6, frequency(chord[index] + 12), 0.09, 0.012, [(2, 0.35), (3, 0.12)])
    return samples


def ring_back():
    """425 Hz, one second in five (ETSI TS 101 041-2)."""
    samples = [0.0] * (5 * RATE)
    for i in range(RATE):
        edge = min(1.0, i / 160, (RATE - i) / 160)
        samples[i] = 0.2 * edge * math.sin(2 * math.pi * 425 * i / RATE)
    return samples


def write(path, samples):
    peak = max(abs(sample) for sample in samples)
    scale = min(1.0, 0.35 / peak) * 32767
    data = array.array("h", (int(sample * scale) for sample in samples))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(data.tobytes())
    path.chmod(0o644)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "music.wav", music())
    write(folder / "ringback.wav", ring_back())


if __name__ == "__main__":
    main()
