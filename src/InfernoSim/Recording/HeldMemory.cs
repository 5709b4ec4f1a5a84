using System.Runtime.CompilerServices;

namespace InfernoSim.Recording;

/// <summary>The memory that an exchange takes beside its bodies, and gives back at its end. Whoever owns it locks.</summary>
/// <param name="memory">Where it comes from; <see langword="null"/> where nobody counts it.</param>
internal sealed class HeldMemory(IBodyMemory? memory)
{
    private const int FewestItems = 16;

    private int _held;
    private bool _isReleased;
    private volatile bool _isRefused;

    /// <summary>Whether there was none, once. Needs no lock: whoever gives memory may ask.</summary>
    public bool IsRefused => _isRefused;

    /// <summary>Takes some.</summary>
    /// <param name="bytes">How much.</param>
    /// <returns>Whether there was as much.</returns>
    public bool TryTake(int bytes)
    {
        if (_isReleased || _isRefused || memory?.TryTake(bytes) == false)
        {
            _isRefused |= !_isReleased;
            return false;
        }

        _held += bytes;
        return true;
    }

    /// <summary>Adds to a list, once there is memory where it has to grow.</summary>
    /// <param name="list">The list.</param>
    /// <param name="item">What is added.</param>
    public void Add<T>(List<T> list, T item)
        where T : struct
    {
        int more = list.Count < list.Capacity ? 0 : Math.Max(FewestItems, list.Capacity);
        if (more == 0 || TryTake(more * Unsafe.SizeOf<T>()))
        {
            list.Capacity += more;
            list.Add(item);
        }
    }

    /// <summary>Gives some back.</summary>
    /// <param name="bytes">How much.</param>
    public void Return(int bytes)
    {
        if (!_isReleased)
        {
            _held -= bytes;
            memory?.Return(bytes);
        }
    }

    /// <summary>Gives all back; nothing is taken any more.</summary>
    public void Release()
    {
        Return(_held);
        _isReleased = true;
    }
}
