package segment

// StoredFeatures is the size of packed [Features], in bytes.
const StoredFeatures = storedSize
