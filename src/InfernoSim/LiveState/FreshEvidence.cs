using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>
/// What each owner was given in place of one recorded value, as far as it tells a fresh value from one that is another's:
/// a fresh value differs from owner to owner. Thread-safe.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="state">Which owners share a service.</param>
internal sealed class FreshEvidence(LiveChain chain, ReplayState state = ReplayState.Shared)
{
    // Past this many owners a value is only held against those that are known.
    private const int MostKept = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, LiveOwner> _first = [];
    private readonly HashSet<LiveOwner> _owners = [];
    private (LiveOwner Owner, string Live)? _least;
    private (LiveOwner Owner, string Live)? _sharedInRun;
    private (LiveOwner Owner, string Live)? _sharedAcrossRuns;
    private (LiveOwner Owner, string Live)? _begunAgain;
    private bool _isAnyExact;
    private int _mostWorker;

    /// <summary>Notes what an owner was given.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="live">The value.</param>
    public void Add(LiveOwner owner, string live)
    {
        lock (_lock)
        {
            if (chain.Exchangeable.Contains(live))
            {
                return;
            }

            if (live != chain.Recorded)
            {
                _least = Least(_least, owner, live);
                _isAnyExact |= chain.Shape.Shape != ValueShape.Digits || !DigitForms.IsRounded(DigitsOf(live));
            }

            _mostWorker = Math.Max(_mostWorker, owner.Worker);
            if (_owners.Count < MostKept)
            {
                _owners.Add(owner);
            }

            UInt128 key = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(live.AsSpan()));
            if (!_first.TryGetValue(key, out LiveOwner first))
            {
                if (_first.Count < MostKept)
                {
                    _first.Add(key, owner);
                }
            }
            else if (first != owner && BeganAgain(first, owner, live))
            {
                _begunAgain = Least(_begunAgain, first.CompareTo(owner) < 0 ? first : owner, live);
            }
            else if (first != owner)
            {
                LiveOwner least = first.CompareTo(owner) < 0 ? first : owner;
                _sharedInRun = first.Run == owner.Run ? Least(_sharedInRun, least, live) : _sharedInRun;
                _sharedAcrossRuns = first.Run != owner.Run ? Least(_sharedAcrossRuns, least, live) : _sharedAcrossRuns;
            }
        }
    }

    /// <summary>What the chain's values are ids of; <see langword="null"/> when that is not known.</summary>
    public string? Resource => chain.SourceId?.Resource;

    /// <summary>Whether owners were given the recorded value, and none another.</summary>
    public bool IsAsRecorded
    {
        get
        {
            lock (_lock)
            {
                return _owners.Count > 0 && _least is null;
            }
        }
    }

    /// <summary>Judges the chain.</summary>
    /// <param name="isCountedOn">Whether others of the resource are as recorded, so that its counter did not begin elsewhere.</param>
    public JudgedChain Judge(bool isCountedOn = false)
    {
        lock (_lock)
        {
            if (_least is not { } least)
            {
                return Of(Freshness.AsRecorded, (default, ""));
            }

            if (CanBeShared(least.Live))
            {
                return Of(Freshness.Fresh, least);
            }

            if ((_sharedInRun ?? (BeginsAgainInEachRun() ? null : _sharedAcrossRuns) ?? (isCountedOn ? _begunAgain : null)) is { } shared)
            {
                return Of(Freshness.Shared, shared.Live == chain.Recorded ? least : shared);
            }

            if (_owners.Count == 1)
            {
                return Of(Freshness.Unproven, least);
            }

            return Of(!_isAnyExact && !DigitForms.IsRounded(DigitsOf(chain.Recorded!)) ? Freshness.Rounded : Freshness.Fresh, least);
        }
    }

    private static (LiveOwner Owner, string Live) Least((LiveOwner Owner, string Live)? known, LiveOwner owner, string live) =>
        known is { } least && least.Owner.CompareTo(owner) <= 0 ? least : (owner, live);

    // Two logins of one user in the same second are given the same token where it names nothing but the user and the time.
    private bool CanBeShared(string live) => chain switch
    {
        { Recorded: not null, Mechanism: not ChainMechanism.Cookie } => (!chain.Shape.MayChain && chain.Mechanism != ChainMechanism.Id) || (JsonWebToken.IsOne(live) && !JsonWebToken.IsUnique(live)),
        _ => !ShapedValue.Of(live).MayChain || !ChainText.IsSessionName(chain.Source.Place.Name) || JsonWebToken.IsOne(live),
    };

    // A sequence of a database that is reset before each run: inside a run all are different.
    private bool BeginsAgainInEachRun() => (chain.Shape.Shape == ValueShape.Digits || chain.Mechanism == ChainMechanism.Id) && _mostWorker > 0;

    // A counter of another service. It begins no later than in production, where more was made; a number that is no lower is another's.
    private bool BeganAgain(LiveOwner first, LiveOwner second, string live)
    {
        bool isOfAnotherService = state == ReplayState.FreshPerWorker || (state == ReplayState.FreshPerRun && first.Run != second.Run);
        bool isCounter = chain.Shape.Shape == ValueShape.Digits || chain.Mechanism == ChainMechanism.Id;
        return isOfAnotherService && isCounter && ShortId.NumberOf(live) is > 0 and var number && number < ShortId.NumberOf(chain.Recorded!);
    }

    private string DigitsOf(string value) => value[chain.Shape.Prefix.Length..] is { Length: > 0 } digits && digits.All(char.IsAsciiDigit) ? digits : 0.ToString(CultureInfo.InvariantCulture);

    private JudgedChain Of(Freshness freshness, (LiveOwner Owner, string Live) example) => new(chain, freshness, example.Owner, example.Live, _owners.Count);
}
