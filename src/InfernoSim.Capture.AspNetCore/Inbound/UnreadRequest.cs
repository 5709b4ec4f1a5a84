using System.Buffers;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>What becomes of a request that the service has not read to its end. It is part of the exchange all the same.</summary>
internal abstract class UnreadRequest
{
    /// <summary>It is read to its end before the response is complete, as long as that takes: for a recording of its own, that lacks nothing.</summary>
    public static UnreadRequest ReadFirst { get; } = new Patient();

    /// <summary>The response ends first, and the rest is read as far as it comes by itself: for a service at work, which waits for nothing.</summary>
    /// <param name="limit">How many bytes at most.</param>
    /// <param name="time">The clock.</param>
    public static UnreadRequest ReadLast(int limit, TimeProvider time) => new Modest(limit, time);

    /// <summary>
    /// The same where both sides may speak in turn, as in streams of gRPC: the caller may be waiting for the end of the response, so that nothing is waited
    /// for, and what it says after that nobody hears.
    /// </summary>
    public abstract UnreadRequest InTurn { get; }

    /// <summary>The service is done, and the response is not.</summary>
    public virtual Task BeforeEndAsync(HttpContext context, TapedStream request) => Task.CompletedTask;

    /// <summary>The response has ended.</summary>
    public virtual Task AfterEndAsync(HttpContext context, TapedStream request) => Task.CompletedTask;

    /// <summary>The service has thrown.</summary>
    public abstract Task BeforeFailureAsync(HttpContext context, TapedStream request);

    private static async Task ReadAsync(TapedStream request, int limit, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Clamp(limit, 1, 16 * 1024));
        try
        {
            for (long left = limit; left >= 0;)
            {
                int read = await ReadOnceAsync(request, buffer, cancellationToken);
                if (read == 0)
                {
                    return;
                }

                left -= read;
            }
        }
        catch (Exception e) when (IsNoRest(e))
        {
            // The rest does not come.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The caller is gone, or the service itself still reads though it is done, and the server lets nobody else.
    private static bool IsNoRest(Exception failure) => failure is IOException or OperationCanceledException or InvalidOperationException;

    // A token that is cancelled already would keep a read from even looking at what is there.
    private static async Task<int> ReadOnceAsync(TapedStream request, byte[] buffer, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
        {
            return await request.ReadAsync(buffer.AsMemory(), cancellationToken);
        }

        using var now = new CancellationTokenSource();
        ValueTask<int> read = request.ReadAsync(buffer.AsMemory(), now.Token);
        if (!read.IsCompleted)
        {
            await now.CancelAsync();
        }

        return await read;
    }

    private sealed class Patient : UnreadRequest
    {
        public override UnreadRequest InTurn { get; } = new Arrived(int.MaxValue);

        public override async Task BeforeEndAsync(HttpContext context, TapedStream request)
        {
            try
            {
                await request.CopyToAsync(Stream.Null, context.RequestAborted);
            }
            catch (Exception e) when (IsNoRest(e))
            {
                // The request is recorded as cut.
            }
        }

        public override Task BeforeFailureAsync(HttpContext context, TapedStream request) => BeforeEndAsync(context, request);
    }

    private sealed class Modest(int limit, TimeProvider time) : UnreadRequest
    {
        // As long as Kestrel itself reads on, to use the connection again.
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

        public override UnreadRequest InTurn { get; } = new Arrived(limit);

        public override async Task AfterEndAsync(HttpContext context, TapedStream request)
        {
            if (request.HasEnded)
            {
                return;
            }

            if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            {
                // Its end is all there is to read, and there at once.
                await ReadAsync(request, limit, CancellationToken.None);
                return;
            }

            using var late = new CancellationTokenSource(Longest, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
            await ReadAsync(request, limit, end.Token);
        }

        public override Task BeforeFailureAsync(HttpContext context, TapedStream request) => InTurn.BeforeFailureAsync(context, request);
    }

    // What has arrived by now, and no more.
    private sealed class Arrived(int limit) : UnreadRequest
    {
        public override UnreadRequest InTurn => this;

        public override Task AfterEndAsync(HttpContext context, TapedStream request) => ReadAsync(request, limit, new CancellationToken(canceled: true));

        public override Task BeforeFailureAsync(HttpContext context, TapedStream request) => AfterEndAsync(context, request);
    }
}
