import Layers
import Tensors
import Testing

@Suite("ParameterGroup")
struct ParameterGroupTests {
  @Test("A slot's position leads where its path leads", arguments: try LayerCase.all())
  func positions(reference: LayerCase) throws {
    expectSamePlaces(of: try reference.layer(of: Double.self))
  }

  private func expectSamePlaces<L: Layer>(of layer: L) where L.Scalar == Double {
    let slots = layer.parameters.slots
    #expect(layer.parameters.slotCount == slots.count)
    for (position, slot) in slots.enumerated() {
      #expect(layer.parameters[slot: position] == layer.parameters[keyPath: slot.path])
      var (here, there) = (layer, layer)
      here.parameters[slot: position][0] += 1
      there.parameters[keyPath: slot.path][0] += 1
      for slot in slots {
        #expect(here.parameters[keyPath: slot.path] == there.parameters[keyPath: slot.path])
      }
    }
  }

  @Test("Updating visits every slot once, in order", arguments: try LayerCase.all())
  func update(reference: LayerCase) throws {
    expectVisits(of: try reference.layer(of: Double.self))
  }

  private func expectVisits<L: Layer>(of layer: L) where L.Scalar == Double {
    var changed = layer
    var visited: [Int] = []
    changed.updateParameters { tensor, slot in
      tensor = tensor.map { $0 + Double(slot + 1) }
      visited.append(slot)
    }
    let slots = layer.parameters.slots
    #expect(visited == Array(slots.indices))
    for (position, slot) in slots.enumerated() {
      let expected = layer.parameters[keyPath: slot.path].map { $0 + Double(position + 1) }
      #expect(changed.parameters[keyPath: slot.path] == expected)
    }
  }
}
