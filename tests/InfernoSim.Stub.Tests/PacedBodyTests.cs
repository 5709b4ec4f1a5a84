using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Stub.Tests;

/// <summary>A body whose pieces have times of their own comes piece by piece, on a socket and in the process.</summary>
public class PacedBodyTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_piece_is_there_when_it_is_due_and_not_before(bool onSocket, bool hasTrailers)
    {
        var due = new TaskCompletionSource[] { new(), new() };
        DependencyAnswer answer = Paced("first|second", due) with { Trailers = hasTrailers ? HeaderMap.Of(("X-Sum", "12")) : HeaderMap.Empty };
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, new FakeResponder(answer));

        using HttpResponseMessage response = await transport.Client.GetAsync(new Uri("http://a.test/"), HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience.Limit);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[100];
        Task<int> reading = body.ReadAsync(buffer).AsTask();

        Assert.False(reading.IsCompleted);
        due[0].SetResult();
        Assert.Equal("first|", Encoding.ASCII.GetString(buffer, 0, await reading.WaitAsync(Patience.Limit)));
        due[1].SetResult();
        using var rest = new StreamReader(body);
        Assert.Equal("second", await rest.ReadToEndAsync().WaitAsync(Patience.Limit));
        Assert.Equal(hasTrailers, response.TrailingHeaders.Contains("X-Sum"));
    }

    [Fact]
    public void A_piece_of_a_body_as_long_as_the_recorded_one_ends_where_it_ended()
    {
        foreach (int length in Enumerable.Range(1, 200))
        {
            Assert.All(Enumerable.Range(0, length), end => Assert.Equal(end, new AnswerPace([end / (double)length, 1], (_, _) => ValueTask.CompletedTask).EndOf(0, length)));
        }
    }

    [Fact]
    public async Task A_caller_that_blocks_gets_all_pieces()
    {
        var due = new TaskCompletionSource[] { new(), new() };
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket: false, new FakeResponder(Paced("first|second", due)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://a.test/");

        Task<string> reading = Task.Run(() =>
        {
#pragma warning disable CA1849 // The blocking call is what this is about.
            using HttpResponseMessage response = transport.Client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using var body = new StreamReader(response.Content.ReadAsStream());
            return body.ReadToEnd();
#pragma warning restore CA1849
        });
        Array.ForEach(due, piece => piece.SetResult());

        Assert.Equal("first|second", await reading.WaitAsync(Patience.Limit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_that_leaves_in_the_middle_ends_the_waiting(bool onSocket)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pace = new AnswerPace([1], async (_, cancellationToken) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                left.TrySetResult();
            }
        });
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, new FakeResponder(FakeResponder.Ok("never") with { Pace = pace }));
        using var giveUp = new CancellationTokenSource();

        using HttpResponseMessage response = await transport.Client.GetAsync(new Uri("http://a.test/"), HttpCompletionOption.ResponseHeadersRead);
        Task<string> reading = response.Content.ReadAsStringAsync(giveUp.Token);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        response.Dispose();
        await left.Task.WaitAsync(Patience.Limit);
    }

    private static DependencyAnswer Paced(string body, TaskCompletionSource[] due) =>
        FakeResponder.Ok(body) with { Pace = new AnswerPace([0.5, 1], async (piece, cancellationToken) => await due[piece].Task.WaitAsync(cancellationToken)) };
}
