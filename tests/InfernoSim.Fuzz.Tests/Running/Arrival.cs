using System.Buffers;
using System.IO.Pipelines;

namespace InfernoSim.Fuzz.Tests.Running;

/// <summary>Bytes as a network brings them: in pieces.</summary>
internal static class Arrival
{
    private const int Pieces = 16;

    /// <summary>The bytes in up to sixteen pieces.</summary>
    /// <param name="bytes">The bytes.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> InPieces(byte[] bytes) => [.. bytes.Chunk(Math.Max(1, bytes.Length / Pieces)).Select(piece => new ReadOnlyMemory<byte>(piece))];

    /// <summary>The bytes as a buffer of several segments.</summary>
    /// <param name="bytes">The bytes.</param>
    public static ReadOnlySequence<byte> InSegments(byte[] bytes)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> pieces = InPieces(bytes);
        if (pieces.Count == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(pieces[0], 0);
        Segment last = pieces.Skip(1).Aggregate(first, static (before, piece) => before.Append(piece));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>Has bytes read that come piece by piece, and then end.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="pieces">The bytes.</param>
    /// <param name="read">Reads them.</param>
    public static T Read<T>(IReadOnlyList<ReadOnlyMemory<byte>> pieces, Func<PipeReader, ValueTask<T>> read)
    {
        // Whoever reads goes on at once, on the same thread.
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
        Task<T> reading = read(pipe.Reader).AsTask();
        foreach (ReadOnlyMemory<byte> piece in pieces.TakeWhile(_ => !reading.IsCompleted))
        {
            Assert.True(pipe.Writer.WriteAsync(piece).AsTask().IsCompletedSuccessfully);
        }

        pipe.Writer.Complete();
        Assert.True(reading.IsCompleted);
        return reading.GetAwaiter().GetResult();
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
