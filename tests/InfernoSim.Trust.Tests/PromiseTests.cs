using System.Text.RegularExpressions;
using InfernoSim.Trust.Tests.Cases;

namespace InfernoSim.Trust.Tests;

/// <summary>What <c>docs/read-a-verdict.md</c> promises to compare, sentence by sentence, each with the cases that hold it.</summary>
public partial class PromiseTests
{
    // The beginning of a sentence, and what is planted to hold it.
    private static readonly (string Sentence, string[] Cases)[] Promises =
    [
        ("**Status** of every response.", ["a wrong status of success"]),
        ("**Headers**, by name", ["a changed header", "a missing header", "an added header", "header names in lower case", "headers in another order, a list in two lines"]),
        ("These are left out", ["another Date and another Server", "a request id of its own for each response", "chunks in place of a content length", "another length in the answer to HEAD"]),
        ("A value that capture redacted equals any value.", ["nothing at all: fresh cookies, trace ids in problems, other ports"]),
        ("`Set-Cookie`: name, attributes", ["a cookie that lost its HttpOnly", "a login whose cookie has no value", "a login whose cookie is deleted at once", "a session cookie that is kept for a year", "a cookie kept as long by Max-Age"]),
        ("The value itself and the moment", ["nothing at all: fresh cookies, trace ids in problems, other ports", "a cookie kept as long by Max-Age"]),
        ("Different cookies may come", ["cookies in another order, SameSite in capitals"]),
        ("`Expires`, `Retry-After` and `Last-Modified` move", ["a time to come back as seconds", "an Expires that has passed in other words"]),
        ("What is compared is that they are there", ["an Expires that was dropped", "a response that may be kept although it was stale at once"]),
        ("Any other `Last-Modified`", ["a list of prices that was changed at another time"]),
        ("Lists that are sets", ["lists that are sets in another order and case", "the names in Vary in another order", "a directive for caches that was dropped", "a method that is allowed in addition"]),
        ("The order of any other list counts.", ["links in another order"]),
        ("Media types: type", ["a content type in other words", "a profile in another case", "a changed content type"]),
        ("Of a multipart boundary", ["a multipart boundary of another form"]),
        ("**Bodies**: JSON by structure", ["white space in JSON", "JSON members in another order", "a number written otherwise (4.0, 4, 40e-1)", "a JSON array in another order", "a byte order mark before JSON", "a dependency call with another form", "a changed line of text"]),
        ("Multipart boundaries make no difference", ["a multipart boundary of another form", "a multipart body with another boundary than its header names"]),
        ("For a recorded body longer than", ["a change beyond the part of a body that was recorded", "nothing at all, with a body of which only a part was recorded"]),
        ("Up to ten differences of a body", ["another user's cart", "a stream that lost its second event"]),
        ("**Encodings**: `gzip`", ["content compressed otherwise", "content compressed with zstd, which the client reads", "deflate without the frame of zlib"]),
        ("Another encoding than the recorded one", ["an encoding that the client did not ask for", "an encoding that the client cannot read", "content compressed otherwise"]),
        ("So is content that is cut short", ["compressed content without its end", "content announced as compressed that is not"]),
        ("**Streams that the client left**", ["a stream whose events say something else", "a stream that lost its second event", "a stream whose events have another type"]),
        ("Then the replay leaves as well", ["a bank with fresh tokens, numbers, ids and references"]),
        ("**Trailers**, as headers.", ["a wrong trailer", "a missing trailer"]),
        ("**Dependency calls**: which were made", ["a missing dependency call", "a dependency call with another body", "a dependency call made twice", "dependency calls in another order"]),
        ("Query parameters of different names", ["query parameters of a dependency call in another order", "values of one name in another order in the query of a dependency call"]),
        ("Calls that overlapped in the incident", ["parallel dependency calls one after the other, backwards"]),
        ("A call that is answered before one", ["dependency calls in another order", "a dependency call that is no longer awaited", "a dependency call that is made 60 ms after the response"]),
        ("With [`--dependency-time recorded`]", ["a client timeout cut below the time that the dependency took", "a dependency call given up early, with a value of last week in place of its answer"]),
        ("Calls that name no request are compared", ["without trace context: dependency calls in another order", "nothing at all, recorded and replayed without trace context"]),
        ("**Answers to equal requests**", ["the other one of two requests that race gets the seat", "one seat for two requests that race"]),
        ("**Content negotiation, ranges, conditions**", ["a dependency call asked for in another format", "a part of a file in place of the whole", "a condition that is lost (If-Match)", "spaces in the lists of a dependency call's headers"]),
        ("**Credentials** (`Authorization`", ["a dependency call without its credential", "a credential of another scheme"]),
        ("A redacted value equals any other", ["a token of the test's own environment", "a credential that is undefined"]),
        ("A credential that the recording holds in clear", ["a dependency call with a token of its own in place of the user's", "a bank at a fan-out of 10"]),
        ("**Cookies**, by pair.", ["a cookie of a dependency call that is lost"]),
        ("One that a dependency has set is left out", ["a client that keeps the cookies of a dependency"]),
        ("**Custom headers** (`X-Tenant`", ["another tenant in a dependency call", "a dependency call without its tenant", "a switch that nobody asked for"]),
        ("A UUID, ULID, time, hex id", ["nothing at all, at a fan-out of 20: fresh keys and signatures", "an idempotency key that is nil"]),
        ("It must then be the same where", ["one idempotency key for two writes"]),
        ("Headers that name an owner", ["another tenant in a dependency call"]),
        ("**Signatures, digests, nonces, timestamps**", ["a signature without its time", "nothing at all, at a fan-out of 20: fresh keys and signatures"]),
        ("**Messages of the service**: their number", ["messages to a listener in another order", "a message to a listener that is missing", "a message to a listener that is said twice", "a message more before the end", "a message more after all that was asked for"]),
        ("A text that is JSON is compared", ["a message with another price", "a message that lost a field", "a message that is text in place of JSON", "messages with members in another order and white space"]),
        ("Any other message is compared byte by byte", ["a binary message with another byte"]),
        ("Where the service does not say", ["a message that the client waits for and that does not come"]),
        ("**The end of a WebSocket**", ["a connection that is closed with another code", "a connection that is closed for another reason"]),
        ("One that ends without a close", ["a connection that is cut in place of closed"]),
        ("**The request for a WebSocket**", ["a WebSocket that is refused", "a WebSocket without the protocol that was agreed upon"]),
        ("**Messages to a dependency**", ["a message to a dependency with another field", "a message to a dependency that is missing", "a message more to a dependency", "a message to a dependency about another order", "messages in two fragments each"]),
        ("A WebSocket that is not opened", ["a WebSocket to a dependency that is not opened"]),
        ("**Values that are new each time**", ["a broker with fresh ids in its messages, which were packed when they were recorded", "an order that is forgotten when it is named again", "the id of another order where a message shows it again", "an id in a message that is nil", "one id in the messages to all clients"]),
        ("**Fragments, pings, compression**", ["messages in two fragments each", "pings, and a while before each message", "a broker with fresh ids in its messages, which were packed when they were recorded"]),
    ];

    [Fact]
    public void Every_sentence_of_the_page_is_held_by_a_case()
    {
        string[] sentences = [.. SentencesOfLists()];

        Assert.Equal(Promises.Length, sentences.Length);
        Assert.All(sentences.Zip(Promises), pair => Assert.StartsWith(pair.Second.Sentence, pair.First, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_case_that_holds_a_sentence_is_there()
    {
        HashSet<string> cases = [.. TrustCases.Regressions.Concat(TrustCases.Harmless).Select(one => one.Name)];

        Assert.All(Promises, promise => Assert.NotEmpty(promise.Cases));
        Assert.Empty(Promises.SelectMany(promise => promise.Cases).Except(cases));
    }

    // Of the lists between the two headings; what a list continues on further lines is indented.
    private static IEnumerable<string> SentencesOfLists()
    {
        string page = File.ReadAllText(Repository.File("docs/read-a-verdict.md")).ReplaceLineEndings("\n");
        int begin = page.IndexOf("## What is compared", StringComparison.Ordinal);
        int end = page.IndexOf("## The first divergence", StringComparison.Ordinal);
        foreach (Match item in ListItem().Matches(page[begin..end]))
        {
            string text = Space().Replace(item.Groups[1].Value, " ").Trim();
            foreach (string sentence in BetweenSentences().Split(text))
            {
                yield return sentence;
            }
        }
    }

    [GeneratedRegex(@"^ *- (.*(?:\n(?! *- ) +\S.*)*)", RegexOptions.Multiline)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"(?<=\.) (?=[A-Z`])")]
    private static partial Regex BetweenSentences();
}
