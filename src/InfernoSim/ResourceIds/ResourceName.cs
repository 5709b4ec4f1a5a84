using System.Collections.Frozen;
using InfernoSim.Matching;

namespace InfernoSim.ResourceIds;

/// <summary>
/// What an id is the id of, in one form: a collection in a path (<c>/purchase-orders/1</c>), a member (<c>orderId</c>), a parameter
/// (<c>order_id</c>) and a header (<c>X-Order-Id</c>) name the same thing.
/// </summary>
internal static class ResourceName
{
    private const string Id = "id";
    private const string Ids = "ids";

    // As userid. Shorter words that end so are words: paid, grid.
    private const int ShortestJoined = 6;

    // What stands around the things that a response is about, and says nothing of them.
    private static readonly FrozenSet<string> Wrappers = FrozenSet.ToFrozenSet(
        [
            "attributes", "body", "collection", "content", "contents", "data", "edges", "elements", "embedded", "entries", "hits", "item", "items", "list", "node",
            "nodes", "object", "page", "payload", "record", "records", "response", "result", "results", "rows", "value", "values",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Numbers = FrozenSet.ToFrozenSet(["code", "key", "no", "nr", "number", "ref", "reference"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> OwnNumbers = FrozenSet.ToFrozenSet(["no", "nr", "number", "ref", "reference"], StringComparer.OrdinalIgnoreCase);

    // What is done with a collection, or which of it is meant: /jobs/claim-next, /orders/latest.
    private static readonly FrozenSet<string> Actions = FrozenSet.ToFrozenSet(
        [
            "acquire", "active", "add", "all", "batch", "bulk", "by", "claim", "create", "current", "dequeue", "fetch", "find", "first", "get", "insert", "last", "latest",
            "lease", "list", "lookup", "me", "mine", "new", "newest", "next", "oldest", "open", "peek", "pending", "pick", "poll", "pop", "pull", "query", "recent",
            "register", "reserve", "save", "search", "submit", "take", "upsert",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Where a page of a list begins or ends, by the thing beside it: the names that APIs give it, their words joined.
    private static readonly FrozenSet<string> Cursors = FrozenSet.ToFrozenSet(
        [
            "after", "aftercursor", "afterid", "before", "beforecursor", "beforeid", "continuation", "continuationtoken", "cursor", "cursorid", "endcursor", "endingbefore",
            "lastid", "lastseenid", "marker", "maxid", "minid", "next", "nextcursor", "nextid", "nextmarker", "nextpagetoken", "nexttoken", "pageafter",
            "pagebefore", "pagecursor", "pagetoken", "prev", "prevcursor", "previous", "previouscursor", "since", "sinceid", "startafter", "startcursor", "startingafter",
        ],
        StringComparer.Ordinal);

    // Of these a number may also say how many things to leave out.
    private static readonly FrozenSet<string> MayBeOffsets = FrozenSet.ToFrozenSet(
        ["continuation", "continuationtoken", "cursor", "endcursor", "marker", "next", "nextcursor", "nextmarker", "nextpagetoken", "nexttoken", "pagecursor", "pagetoken", "prev", "prevcursor", "previous", "previouscursor", "startcursor"],
        StringComparer.Ordinal);

    /// <summary>What ids are the ids of that are known by themselves, wherever they stand.</summary>
    public const string Any = "*";

    /// <summary>Whether two ids may be of one resource: one that is known by itself may be of any.</summary>
    /// <param name="resource">The resource of the one.</param>
    /// <param name="other">That of the other.</param>
    public static bool MayBeOne(string resource, string other) => resource == other || resource == Any || other == Any;

    /// <summary>The resource of an id: the one that its place says, unless it is known without that.</summary>
    /// <param name="id">The id.</param>
    /// <param name="ofPlace">What the place says.</param>
    public static string? Of(string id, string? ofPlace) => ShortId.IsDistinct(id) ? Any : ofPlace;

    /// <summary>What a collection, or an object or array of a document, holds: by its last word, whether that is a plural or not.</summary>
    /// <param name="name">Its name.</param>
    /// <returns><see langword="null"/> when there is no word in it.</returns>
    public static string? Of(string name) => LastWord(name) is { } word ? Stem(word) : null;

    /// <summary>What a member, a parameter or a header with an id refers to.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="subject">What the message is about, of which a plain <c>id</c> is the id; <see langword="null"/> when that is not known.</param>
    /// <returns><see langword="null"/> when it is not known.</returns>
    public static string? OfReference(string name, string? subject)
    {
        string[] words = [.. NameWords.Of(name).Where(word => char.IsAsciiLetter(word[0]))];
        return words switch
        {
            [] => null,
            [var only] when IsId(only) => subject,
            [.., var before, var last] when IsId(last) => before is "X" or "x" ? subject : Stem(before),
            [var only] when only.Length >= ShortestJoined && only.EndsWith(Id, StringComparison.OrdinalIgnoreCase) => Stem(only[..^Id.Length]),
            [.., var last] => Stem(last),
        };
    }

    /// <summary>Whether a name is that of an id, and not only of the thing.</summary>
    /// <param name="name">The name.</param>
    public static bool IsOfId(string name) =>
        LastWord(name) is { } word && (IsId(word) || (word.Length >= ShortestJoined && word.EndsWith(Id, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a name is that of a number that tells things apart: <c>orderNumber</c>, <c>ref</c>.</summary>
    /// <param name="name">The name.</param>
    public static bool IsOfNumber(string name) => LastWord(name) is { } word && Numbers.Contains(word);

    /// <summary>Whether a name is that of the number of a thing: <c>number</c>, <c>orderNumber</c>; not <c>code</c>, which may say anything.</summary>
    /// <param name="name">The name.</param>
    /// <param name="resource">What the thing is.</param>
    public static bool IsNumberOf(string name, string? resource) =>
        NameWords.Of(name).Where(word => char.IsAsciiLetter(word[0])).ToArray() is var words
        && words.Length is 1 or 2
        && OwnNumbers.Contains(words[^1])
        && (words.Length == 1 || Stem(words[0]) == resource);

    /// <summary>Whether a name is that of a cursor, which says where in a list a page begins: <c>after</c>, <c>since_id</c>, <c>nextCursor</c>.</summary>
    /// <param name="name">The name.</param>
    public static bool IsOfCursor(string name) => Cursors.Contains(Joined(name));

    /// <summary>Whether a cursor of this name may also count things.</summary>
    /// <param name="name">The name.</param>
    public static bool MayBeOffset(string name) => MayBeOffsets.Contains(Joined(name));

    /// <summary>Whether a name is <c>id</c> alone.</summary>
    /// <param name="name">The name.</param>
    public static bool IsPlainId(string name) => NameWords.Of(name).Where(word => char.IsAsciiLetter(word[0])).ToArray() is [var only] && IsId(only);

    /// <summary>Whether a name only stands around the things that a response is about: <c>data</c>, <c>items</c>.</summary>
    /// <param name="name">The name.</param>
    public static bool IsWrapper(string name) => Wrappers.Contains(name.Trim('_', '@', '$'));

    /// <summary>Whether a segment after that of a collection says what is done with it, or which of it is meant.</summary>
    /// <param name="segment">The segment.</param>
    public static bool IsAction(string segment) => NameWords.Of(segment).FirstOrDefault() is { } word && Actions.Contains(word);

    /// <summary>Whether a name is a plural, and so that of a collection.</summary>
    /// <param name="name">The name.</param>
    public static bool IsPlural(string name) => name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) && !name.EndsWith("us", StringComparison.Ordinal);

    private static string Joined(string name) => string.Concat(NameWords.Of(name).Where(word => char.IsAsciiLetter(word[0]))).ToLowerInvariant();

    private static bool IsId(string word) => word.Equals(Id, StringComparison.OrdinalIgnoreCase) || word.Equals(Ids, StringComparison.OrdinalIgnoreCase);

    private static string? LastWord(string name) => NameWords.Of(name).LastOrDefault(word => char.IsAsciiLetter(word[0]));

    // The same for a plural and its singular; not always a word: houses and house are hous.
    private static string Stem(string word)
    {
        string stem = word.ToLowerInvariant();
        stem = IsPlural(stem) ? stem[..^1] : stem;
        stem = stem.EndsWith('e') ? stem[..^1] : stem;
        return stem.EndsWith('i') ? $"{stem[..^1]}y" : stem;
    }
}
