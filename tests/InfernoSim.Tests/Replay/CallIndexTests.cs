using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Replay;

public class CallIndexTests
{
    [Fact]
    public void Calls_of_equal_content_form_a_group_in_recorded_order()
    {
        CallIndex index = Index(Call("/a"), Call("/b"), Call("/a"), Call("/a?y=2&x=1"), Call("/a?x=1&y=2"));

        Assert.Equal([0, 2], index.CallsOf(index.GroupOf(2)));
        Assert.Equal([1], index.CallsOf(index.GroupOf(1)));
        Assert.Equal([3, 4], index.CallsOf(index.GroupOf(3)));
    }

    [Fact]
    public void A_call_finds_the_group_of_its_content_or_none()
    {
        CallIndex index = Index(Call("/a"), Call("/b"));

        Assert.Equal(1, index.FirstEqual(Probe("/b")));
        Assert.Equal(-1, index.FirstEqual(Probe("/c")));
        Assert.True(index.Contains(Probe("/a")));
        Assert.False(index.Contains(Probe("/a", method: "POST")));
    }

    [Fact]
    public void The_body_that_is_known_exactly_is_preferred_to_one_that_may_be_any()
    {
        IncidentEvent any = IncidentBuilder.Call("http://a.test/p", method: "POST") with { Body = RecordedBody.FromBytes("x"u8.ToArray(), redacted: true) };
        CallIndex index = Index(any, IncidentBuilder.Call("http://a.test/p", method: "POST", body: """{"n":1}"""));

        Assert.Equal([1, 0], index.Find(Probe("/p", "POST", """{ "n": 1 }""")).Select(group => index.CallsOf(group)[0]));
        Assert.Equal([0], index.Find(Probe("/p", "POST", """{"n":2}""")).Select(group => index.CallsOf(group)[0]));
    }

    [Theory]
    [InlineData("{}", 200, true)]
    [InlineData("[]", 200, false)]
    [InlineData("{}", 201, false)]
    public void Equal_calls_that_are_answered_alike_are_told_from_those_that_are_not(string secondAnswer, int secondStatus, bool isAlike)
    {
        var calls = Planned(Call("/a"), IncidentBuilder.Call("http://a.test/a", secondAnswer, status: secondStatus));
        CallIndex index = CallIndex.Build(calls, OwnIds.None);

        Assert.Equal(isAlike, index.AnswersAlike(Probe("/a"), calls[0]));
        Assert.True(index.AnswersAlike(Probe("/unknown"), calls[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    public void A_call_is_looked_up_at_most_once_for_each_kind_of_key_however_many_there_are(int calls)
    {
        // Bodies known exactly, by hash, and not at all, in equal parts: three kinds of key.
        var index = Index([.. Enumerable.Range(0, calls).Select(i => Of(i % 3, i))]);

        int groups = index.Find(Probe($"/{calls - 1}", "POST", "{}")).Count();

        Assert.Equal(1, groups);
        Assert.InRange(index.KindsOfKeys, 1, 3);
        Assert.Single(index.CallsOf(index.GroupOf(calls - 1)));
    }

    [Fact]
    public void Equal_calls_are_taken_in_recorded_order_and_each_once()
    {
        var cursor = new CallCursor(Index(Call("/a"), Call("/b"), Call("/a")));

        Assert.Equal([0, 2, -1], Enumerable.Range(0, 3).Select(_ => Take(cursor, "/a")));
        Assert.Equal([1, -1], Enumerable.Range(0, 2).Select(_ => Take(cursor, "/b")));
        Assert.Equal(-1, cursor.Peek(Probe("/unknown")));
    }

    [Fact]
    public void Looking_takes_nothing()
    {
        var cursor = new CallCursor(Index(Call("/a"), Call("/a")));

        Assert.Equal([0, 0], Enumerable.Range(0, 2).Select(_ => cursor.Peek(Probe("/a"))));
    }

    [Fact]
    public void A_call_that_was_given_back_is_the_next_to_be_taken()
    {
        var cursor = new CallCursor(Index(Call("/a"), Call("/a"), Call("/a")));
        Take(cursor, "/a");
        Take(cursor, "/a");

        cursor.Return(1);
        cursor.Return(0);

        Assert.Equal([0, 1, 2, -1], Enumerable.Range(0, 4).Select(_ => Take(cursor, "/a")));
    }

    private static int Take(CallCursor cursor, string path)
    {
        int call = cursor.Peek(Probe(path));
        if (call >= 0)
        {
            cursor.Take(call);
        }

        return call;
    }

    private static IncidentEvent Of(int kind, int number) => IncidentBuilder.Call($"http://a.test/{number}", method: "POST", body: "{}") with
    {
        Body = kind switch
        {
            0 => RecordedBody.FromBytes("{}"u8.ToArray()),
            1 => RecordedBody.FromBytes("{"u8.ToArray(), 2, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("{}"u8)), truncated: true),
            _ => RecordedBody.FromBytes("{}"u8.ToArray(), redacted: true),
        },
    };

    private static IncidentEvent Call(string path) => IncidentBuilder.Call($"http://a.test{path}");

    private static CallProbe Probe(string path, string method = "GET", string body = "") =>
        new(FakeRequest.RequestOf($"http://a.test{path}", method, body), OwnIds.None);

    private static CallIndex Index(params IncidentEvent[] calls) => CallIndex.Build(Planned(calls), OwnIds.None);

    private static PlannedCall[] Planned(params IncidentEvent[] calls) => [.. calls.Select((call, index) => new PlannedCall(call, index, 0))];
}
